// @ts-check
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { OpenAI } = require('openai');
const { createRouter, createSqliteOutbox, createSqliteUsageLog } = require('../dist/lib');
const { providerFetch } = require('../dist/lib/providers/http/fetch');
const { runRound } = require('./run-round');
const { alternate, median, quantile } = require('./statistics');
const { table } = require('./table');

const WARM_UP_ROUNDS = 5;
const ROUNDS = 30;
const CALLS_PER_ROUND = 200;
const QUANTILE_NAMES = /** @type {const} */ (['p50', 'p95', 'p99']);

const MODEL = 'gpt-4.1-mini';
const PROMPT = 'In one sentence: why would somebody run a language model at home?';

/** @typedef {() => Promise<string>} Call gives the answer's text */
/** @typedef {import('./run-round').Summary} Summary */

/**
 * What a call costs more when it goes through `createRouter`: state in this process, usage log on, price from the catalogue. Calls are
 * made one after the other, against a mock that answers at once.
 *
 * @param {import('./mock/start').MockServer} mock
 * @returns {Promise<string>} the report
 */
async function measureCallOverhead(mock) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-'));
	const outbox = createSqliteOutbox({ folder });
	try {
		const contenders = { ...directCalls(mock.baseUrl(0)), ...routedCalls(mock.baseUrl(0), outbox) };
		const roundOf = Object.fromEntries(
			Object.entries(contenders).map(([name, call]) => [name, () => runRound(call, CALLS_PER_ROUND)]),
		);
		await alternate(roundOf, WARM_UP_ROUNDS);
		const rounds = await alternate(roundOf, ROUNDS);
		await checkUsageLog(folder);
		return report(rounds);
	} finally {
		outbox.close();
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** @param {string} baseURL @returns {Record<string, Call>} */
function directCalls(baseURL) {
	const options = { baseURL, apiKey: 'none', maxRetries: 0 };
	const plain = new OpenAI(options);
	const sameFetch = new OpenAI({ ...options, fetch: providerFetch });
	return {
		whole: () => wholeAnswer(plain),
		wholeSameFetch: () => wholeAnswer(sameFetch),
		streamed: () => streamedAnswer(plain),
		streamedSameFetch: () => streamedAnswer(sameFetch),
	};
}

/** @param {OpenAI} client */
async function wholeAnswer(client) {
	const answer = await client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: PROMPT }] });
	return answer.choices[0]?.message.content ?? '';
}

/** @param {OpenAI} client */
async function streamedAnswer(client) {
	const stream = await client.chat.completions.create({
		model: MODEL,
		messages: [{ role: 'user', content: PROMPT }],
		stream: true,
		stream_options: { include_usage: true },
	});
	let text = '';
	for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
	return text;
}

/** @param {string} baseUrl @param {import('../dist/lib').Outbox} outbox @returns {Record<string, Call>} */
function routedCalls(baseUrl, outbox) {
	const router = createRouter(
		{ groups: { chat: { deployments: [{ provider: 'openai', baseUrl, apiKey: 'none', model: MODEL }] } } },
		{ outbox },
	);
	/** @type {import('../dist/lib').ChatRequest} */
	const request = {
		group: 'chat',
		messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
		origin: { workflowId: 'w', workflowName: 'Benchmark', nodeName: 'Routed LLM', executionId: '1' },
	};
	return {
		routedWhole: async () => (await router.chat(request)).text,
		routedStreamed: async () => {
			let text = '';
			for await (const event of router.stream(request)) if (event.type === 'text') text += event.text;
			return text;
		},
	};
}

/** A benchmark of calls whose rows were lost or unpriced would be one of something else. @param {string} folder */
async function checkUsageLog(folder) {
	const { calls, unpricedCalls } = await createSqliteUsageLog({ folder }).totals({});
	const expected = 2 * (WARM_UP_ROUNDS + ROUNDS) * CALLS_PER_ROUND;
	if (calls !== expected || unpricedCalls > 0)
		throw new Error(`The usage log holds ${calls} calls, ${unpricedCalls} unpriced, not ${expected}`);
}

/** @param {Record<string, Summary[]>} rounds */
function report(rounds) {
	const of = (/** @type {string} */ name) => rounds[name] ?? [];
	/** @param {string} label @param {(key: keyof Summary) => number[]} valuesOf by round */
	const row = (label, valuesOf) => {
		const middleHalf = `${quantile(valuesOf('p50'), 0.25).toFixed(2)} to ${quantile(valuesOf('p50'), 0.75).toFixed(2)}`;
		return [label, ...QUANTILE_NAMES.map((key) => median(valuesOf(key)).toFixed(2)), middleHalf];
	};
	const durations = (/** @type {string} */ label, /** @type {string} */ name) =>
		row(label, (key) => of(name).map((round) => round[key]));
	const difference = (/** @type {string} */ label, /** @type {string} */ name, /** @type {string} */ base) =>
		row(label, (key) => of(name).map((round, index) => round[key] - (of(base)[index]?.[key] ?? NaN)));
	return [
		`One call, in ms (medians over ${ROUNDS} alternating rounds of ${CALLS_PER_ROUND} calls each; differences paired by round)`,
		'',
		table(
			['', 'p50', 'p95', 'p99', 'p50, middle half of rounds'],
			[
				durations('whole: openai SDK as it comes', 'whole'),
				durations("whole: openai SDK with the router's fetch", 'wholeSameFetch'),
				durations('whole: router.chat()', 'routedWhole'),
				difference('**difference to the SDK as it comes**', 'routedWhole', 'whole'),
				difference("difference to the SDK with the router's fetch", 'routedWhole', 'wholeSameFetch'),
				durations('streamed: openai SDK as it comes', 'streamed'),
				durations("streamed: openai SDK with the router's fetch", 'streamedSameFetch'),
				durations('streamed: router.stream()', 'routedStreamed'),
				difference('**difference to the SDK as it comes**', 'routedStreamed', 'streamed'),
				difference("difference to the SDK with the router's fetch", 'routedStreamed', 'streamedSameFetch'),
			],
		),
	].join('\n');
}

module.exports = { measureCallOverhead };
