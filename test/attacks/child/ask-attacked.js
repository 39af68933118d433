// @ts-check
'use strict';

/*
 * A process with a small heap that asks deployments whose answers do not end, and goes on. Arguments: compiled library, folder of
 * the usage log. Each message is one attack: how many calls at once, and the deployments of their model group; or the address of
 * an ntfy server. It is answered with what came of them.
 */

const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const [, , lib = '', folder = ''] = process.argv;
const { createRouter } = require(join(lib, 'router/create-router.js'));
const { createProviders } = require(join(lib, 'providers/index.js'));
const { createNtfyClient } = require(join(lib, 'alerts/ntfy/ntfy-client.js'));
const { createSqliteOutbox } = require(join(lib, 'usage/sqlite/sqlite-outbox.js'));
const { createSqliteUsageLog } = require(join(lib, 'usage/sqlite/sqlite-usage-log.js'));

const providers = createProviders();
const outbox = createSqliteOutbox({ folder });
const log = createSqliteUsageLog({ folder });

/** @param {{ calls: number, deployments: unknown[], group?: object, ntfyUrl?: string, stream?: boolean }} attack */
async function suffer({ calls, deployments, group, ntfyUrl, stream }) {
	const all = Array.from({ length: calls }, (_, number) => number);
	if (ntfyUrl !== undefined) {
		const client = createNtfyClient({ baseUrl: ntfyUrl, login: { kind: 'none' } });
		const message = { topic: 'alerts', message: 'hello' };
		return await Promise.all(all.map(async () => ({ error: await client.publish(message).then(() => '', String) })));
	}
	const router = createRouter({ groups: { chat: { ...group, deployments } } }, { providers, outbox });
	const request = { group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };
	try {
		return await Promise.all(all.map(async () => await ask(router, request, stream)));
	} finally {
		await router.close();
	}
}

async function ask(router, request, stream) {
	try {
		const answer = stream ? await last(router.stream(request)) : await router.chat(request);
		return { text: answer.text, ...facts(answer.routing) };
	} catch (error) {
		return { error: String(error.message), ...facts(error) };
	}
}

async function last(events) {
	for await (const event of events) if (event.type === 'answer') return event.answer;
	throw new Error('There was no answer.');
}

function facts({ callId, attempts = [] }) {
	return {
		callId,
		attempts: attempts.map(({ failure }) => failure && { kind: failure.kind, message: failure.message }),
	};
}

process.on('message', async (attack) => {
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const startedAtMs = performance.now();
	const calls = await suffer(attack);
	const elapsedMs = performance.now() - startedAtMs;
	delay.disable();
	const rows = await log.calls({ limit: 10_000 });
	process.send({
		calls,
		rowIds: rows.map(({ callId }) => callId),
		elapsedMs,
		longestBlockMs: delay.max / 1e6,
		rssMb: process.memoryUsage.rss() / 2 ** 20,
	});
});
process.send('ready');
