// @ts-check
'use strict';

/*
 * A process that makes calls: appends rows to an outbox that drains to Postgres, and writes each call's id to standard output when
 * its answer would be handed over. Arguments: compiled library, outbox folder, settings as JSON, how many calls, how many every 50 ms.
 */

const fs = require('node:fs');
const { join } = require('node:path');

const [, , lib = '', folder, settings = '', count = '0', perTurn = '0'] = process.argv;
const { createPostgresUsageLog } = require(join(lib, 'usage/postgres/postgres-usage-log.js'));
const { createSqliteDrainedOutbox } = require(join(lib, 'usage/sqlite/sqlite-drained-outbox.js'));
const { newCallId } = require(join(lib, 'call-id.js'));

const outbox = createSqliteDrainedOutbox({
	folder,
	log: createPostgresUsageLog(JSON.parse(settings)),
	keepCallsDays: 0,
});
let left = Number(count);

const timer = setInterval(() => {
	for (let turn = Math.min(left, Number(perTurn)); turn > 0; turn--, left--) {
		const callId = newCallId(Date.now());
		outbox.append({
			callId,
			startedAtMs: Date.now(),
			group: 'chat',
			deployment: `d${left % 3}`,
			provider: 'openai',
			requestedModel: 'gpt-4.1-mini',
			status: 'ok',
			inputTokens: 10,
			outputTokens: 1,
			costUsd: 0.001,
			estimated: false,
			latencyMs: 5,
			queueWaitMs: 0,
			attemptCount: 1,
			workflowId: `w${left % 5}`,
		});
		// Synchronous: what is written when the process is killed is what was answered.
		fs.writeSync(1, `${callId}\n`);
	}
	if (left === 0 && outbox.waiting === undefined) {
		clearInterval(timer);
		fs.writeSync(1, 'done\n');
		// Lives on, so that the rest drains, until it is ended.
		setInterval(() => {}, 1_000);
	}
}, 50);
