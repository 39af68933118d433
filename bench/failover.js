// @ts-check
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const {
	createMemoryStateStore,
	createProviders,
	createPricing,
	createRouter,
	createSqliteOutbox,
	systemClock,
} = require('../dist/lib');
const { alternate, median, quantile } = require('./statistics');
const { table } = require('./table');

const WARM_UP_ROUNDS = 20;
const ROUNDS = 200;

/**
 * What it costs that the first deployment's port is closed: the first call of a fresh state, which still tries it, and the fourth, which no
 * longer does, against a call whose group has the answering deployment alone. Everything is loaded before.
 *
 * @param {import('./mock/start').MockServer} mock
 * @returns {Promise<string>} the report
 */
async function measureFailover(mock) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-'));
	const outbox = createSqliteOutbox({ folder });
	const providers = createProviders();
	const pricing = createPricing();
	const alive = {
		provider: /** @type {const} */ ('openai'),
		baseUrl: mock.baseUrl(0),
		apiKey: 'none',
		model: 'gpt-4.1-mini',
	};
	const dead = {
		...alive,
		provider: /** @type {const} */ ('openai-compatible'),
		baseUrl: `http://127.0.0.1:${await closedPort()}/v1`,
		model: 'dead',
	};

	/** @param {number} nth which call of a fresh state is timed @param {Array<typeof alive | typeof dead>} deployments */
	const call = async (nth, deployments) => {
		const router = createRouter(
			{
				groups: {
					chat: { deployments: deployments.map((deployment, index) => ({ ...deployment, priority: index + 1 })) },
				},
			},
			{ state: createMemoryStateStore({ clock: systemClock }), outbox, providers, pricing },
		);
		for (let count = 1; ; count++) {
			const startedAt = performance.now();
			const { routing } = await router.chat({
				group: 'chat',
				messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
			});
			const durationMs = performance.now() - startedAt;
			const expected = deployments.length === 1 || nth > 3 ? 1 : 2;
			if (count < nth) continue;
			if (routing.attempts.length !== expected)
				throw new Error(`Call ${nth} made ${routing.attempts.length} attempts, not ${expected}`);
			await router.close();
			return durationMs;
		}
	};

	try {
		const contenders = {
			alone: () => call(1, [alive]),
			first: () => call(1, [dead, alive]),
			fourth: () => call(4, [dead, alive]),
		};
		await alternate(contenders, WARM_UP_ROUNDS);
		return report(await alternate(contenders, ROUNDS));
	} finally {
		outbox.close();
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** @returns {Promise<number>} a port of this machine on which nobody listens */
async function closedPort() {
	const server = net.createServer();
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {net.AddressInfo} */ (server.address());
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** @param {Record<'alone' | 'first' | 'fourth', number[]>} durations */
function report({ alone, first, fourth }) {
	const row = (/** @type {string} */ label, /** @type {number[]} */ values) => [
		label,
		median(values).toFixed(2),
		quantile(values, 0.95).toFixed(2),
	];
	const over = (/** @type {number[]} */ values) => values.map((value, round) => value - (alone[round] ?? NaN));
	return [
		`First deployment's port closed, in ms (${ROUNDS} alternating calls each on fresh state; differences paired)`,
		'',
		table(
			['', 'p50', 'p95'],
			[
				row('the answering deployment alone', alone),
				row('first call: the closed port is tried', first),
				row('fourth call: it is left out', fourth),
				row('**first call, difference**', over(first)),
				row('fourth call, difference', over(fourth)),
			],
		),
	].join('\n');
}

module.exports = { measureFailover };
