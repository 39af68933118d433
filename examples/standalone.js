// @ts-check
'use strict';

/*
 * The library without n8n: a group of two deployments of which the first is down.
 *
 * Needs no account: @copilotkit/aimock, a provider emulator, stands in for OpenAI. From a checkout:
 *
 *   npm ci && npm run build && npx node examples/standalone.js
 */

const { once } = require('node:events');
const { mkdtempSync, rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { LLMock } = require('@copilotkit/aimock');
// In a project of your own: require('n8n-nodes-routed-llm')
const { createRouter, createSqliteOutbox, createSqliteUsageLog } = require('..');

async function main() {
	const emulator = await startEmulator();
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-example-'));

	const outbox = createSqliteOutbox({ folder });
	const router = createRouter(
		{
			groups: {
				chat: {
					deployments: [
						// Nobody listens there: this one is down.
						{ provider: 'ollama', baseUrl: await closedUrl(), model: 'llama3.2:3b', priority: 1 },
						{
							provider: 'openai',
							baseUrl: emulator.baseUrl,
							apiKey: 'no-key-needed',
							model: 'gpt-4o-mini',
							priority: 2,
						},
					],
				},
			},
		},
		{ outbox },
	);

	const answer = await router.chat({
		group: 'chat',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'What does a router do?' }] }],
		tags: { project: 'example' },
	});

	console.log(answer.text);
	for (const { number, deployment, failure } of answer.routing.attempts)
		console.log(`${number}. ${deployment}: ${failure?.message ?? 'answered'}`);
	console.log(`${answer.usage.inputTokens} tokens in, ${answer.usage.outputTokens} out, ${answer.costUsd} USD`);

	const usageLog = createSqliteUsageLog({ folder });
	const { calls, costUsd } = await usageLog.totals({});
	console.log(`In the usage log: ${calls} call, ${costUsd} USD`);

	await router.close();
	outbox.close();
	await usageLog.close();
	await emulator.stop();
	rmSync(folder, { recursive: true });
}

async function startEmulator() {
	const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
	mock.onMessage(/./s, {
		content: 'It sends each request where it can be served.',
		usage: { prompt_tokens: 13, completion_tokens: 10, total_tokens: 23 },
	});
	await mock.start();
	return { baseUrl: `${mock.url}/v1`, stop: () => mock.stop() };
}

/** An address that has just been given up by its only listener. */
async function closedUrl() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	server.close();
	await once(server, 'close');
	return `http://127.0.0.1:${port}`;
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
