// @ts-check
'use strict';

/** In a process of its own: the first call, through the SDK (`direct`) or the router (`routed`). Prints what each step took, in ms. */

const [, , way, baseUrl = '', folder = ''] = process.argv;
const MODEL = 'gpt-4.1-mini';
const PROMPT = 'In one sentence: why would somebody run a language model at home?';

/** @type {Record<string, number>} */
const steps = {};
let lapStartedAt = performance.now();
/** @param {string} step */
function lap(step) {
	const now = performance.now();
	steps[step] = now - lapStartedAt;
	lapStartedAt = performance.now();
}

async function direct() {
	const { OpenAI } = require('openai');
	lap('load');
	const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 });
	return async () => {
		await client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: PROMPT }] });
	};
}

async function routed() {
	const { createRouter, createSqliteOutbox } = require('../../dist/lib');
	lap('load');
	const router = createRouter(
		{ groups: { chat: { deployments: [{ provider: 'openai', baseUrl, apiKey: 'none', model: MODEL }] } } },
		{ outbox: createSqliteOutbox({ folder }) },
	);
	return async () => {
		await router.chat({ group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }] });
	};
}

async function main() {
	const call = await (way === 'direct' ? direct() : routed());
	lap('prepare');
	await call();
	lap('first');
	await call();
	lap('second');
	process.stdout.write(JSON.stringify(steps));
	process.exit();
}

void main();
