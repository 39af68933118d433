// @ts-check
'use strict';

/*
 * A process that uses the usage log for the first time: waits for the other processes, then records calls, which makes or upgrades the
 * tables. Arguments: compiled library, settings as JSON, when to begin (epoch milliseconds), how many calls.
 */

const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const [, , lib = '', settings = '', atMs = '0', count = '1'] = process.argv;
const { createPostgresUsageLog } = require(join(lib, 'usage/postgres/postgres-usage-log.js'));
const { newCallId } = require(join(lib, 'call-id.js'));

async function main() {
	const log = createPostgresUsageLog(JSON.parse(settings));
	await sleep(Math.max(0, Number(atMs) - Date.now()));
	for (let call = 0; call < Number(count); call++) {
		await log.record([
			{
				callId: newCallId(Date.now()),
				startedAtMs: Date.now(),
				group: 'chat',
				deployment: `d${call % 3}`,
				provider: 'openai',
				requestedModel: 'm',
				status: 'ok',
				inputTokens: 1,
				costUsd: 0.001,
				estimated: false,
				latencyMs: 1,
				queueWaitMs: 0,
				attemptCount: 1,
				workflowId: `w${process.pid % 4}`,
				tags: { pid: String(process.pid % 3) },
			},
		]);
	}
	await log.close();
}

main().catch((error) => {
	process.stderr.write(`${error.message} ${error.cause?.message ?? ''}\n`);
	process.exit(1);
});
