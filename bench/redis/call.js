// @ts-check
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { OpenAI } = require('openai');
const {
	createMemoryStateStore,
	createRouter,
	createSharedStateStore,
	createSqliteOutbox,
	systemClock,
} = require('../../dist/lib');
const { runRound } = require('../run-round');
const { alternate, median } = require('../statistics');
const { table } = require('../table');

const WARM_UP_ROUNDS = 5;
const ROUNDS = 30;
const CALLS_PER_ROUND = 100;
const MODEL = 'gpt-4.1-mini';
const PROMPT = 'In one sentence: why would somebody run a language model at home?';

/**
 * What a call costs with state in Redis beside state in this process and beside no routing, one call after the other against a mock
 * that answers at once; usage log on, limits set.
 *
 * @param {import('../mock/start').MockServer} mock
 * @param {import('./start').BenchRedis} redis
 * @returns {Promise<string>} the report
 */
async function measureSharedCall(mock, redis) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-'));
	const outbox = createSqliteOutbox({ folder });
	const shared = createSharedStateStore(redis.settings());
	const own = createMemoryStateStore({ clock: systemClock });
	const baseUrl = mock.baseUrl(0);
	const routed = (/** @type {import('../../dist/lib').StateStore} */ state) => {
		const deployment = /** @type {const} */ ({
			provider: 'openai',
			baseUrl,
			apiKey: 'none',
			model: MODEL,
			rpm: 1e7,
			tpm: 1e10,
		});
		const router = createRouter({ groups: { chat: { deployments: [deployment] } } }, { outbox, state });
		return async () => {
			const { text, routing } = await router.chat({
				group: 'chat',
				messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
			});
			if (routing.hints.length > 0) throw new Error(`A call was not as usual: ${routing.hints[0]?.message}`);
			return text;
		};
	};
	try {
		const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 });
		const direct = async () =>
			(await client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: PROMPT }] })).choices[0]
				?.message.content ?? '';
		const calls = { direct, own: routed(own), shared: routed(shared) };
		await shared.snapshot({ keys: [], windowMs: 60_250 });
		const contenders = Object.fromEntries(
			Object.entries(calls).map(([name, call]) => [name, () => runRound(call, CALLS_PER_ROUND)]),
		);
		await alternate(contenders, WARM_UP_ROUNDS);
		return report(await alternate(contenders, ROUNDS));
	} finally {
		await shared.close();
		outbox.close();
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** @param {Record<string, import('../run-round').Summary[]>} rounds */
function report(rounds) {
	const of = (/** @type {string} */ name, /** @type {'p50' | 'p95' | 'p99'} */ key) =>
		(rounds[name] ?? []).map((round) => round[key]);
	/** @param {string} label @param {(key: 'p50' | 'p95' | 'p99') => number[]} values */
	const row = (label, values) => [
		label,
		.../** @type {const} */ (['p50', 'p95', 'p99']).map((key) => median(values(key)).toFixed(2)),
	];
	const difference = (/** @type {string} */ label, /** @type {string} */ name, /** @type {string} */ base) =>
		row(label, (key) => of(name, key).map((value, round) => value - (of(base, key)[round] ?? NaN)));
	return [
		`One whole answer, in ms, with state in Redis (medians over ${ROUNDS} alternating rounds of ${CALLS_PER_ROUND} calls each; differences paired by round)`,
		'',
		table(
			['', 'p50', 'p95', 'p99'],
			[
				row('openai SDK, no routing', (key) => of('direct', key)),
				row('router, state in this process', (key) => of('own', key)),
				row('router, state in Redis', (key) => of('shared', key)),
				difference('**Redis, difference to no routing**', 'shared', 'direct'),
				difference('Redis, difference to this process', 'shared', 'own'),
			],
		),
	].join('\n');
}

module.exports = { measureSharedCall };
