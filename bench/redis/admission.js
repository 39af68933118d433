// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { Redis } = require('ioredis');
const { RateLimiterRedis } = require('rate-limiter-flexible');
const { createRedisStateStore } = require('../../dist/lib/state/redis/redis-state-store');
const { alternate, median, quantile } = require('../statistics');
const { table } = require('../table');

const WARM_UP_ROUNDS = 3;
const ROUNDS = 20;
const PER_ROUND = 100;
const WINDOW_MS = 60_250;
const DEPLOYMENTS = [1, 5, 50];
const CALLS_IN_WINDOW = [10, 1_000, 100_000];

/**
 * What one admission costs: with more deployments in the group, with more calls in the window, and beside a rival's single limit on the
 * same server. Settling is not waited for by a call and stands apart.
 *
 * @param {import('./start').BenchRedis} redis
 * @returns {Promise<string>} the report
 */
async function measureAdmission(redis) {
	const client = new Redis(redis.port);
	const store = createRedisStateStore({ settings: redis.settings() });
	try {
		const rival = new RateLimiterRedis({
			storeClient: client,
			keyPrefix: `rival-${randomUUID()}`,
			points: 1_000_000_000,
			duration: 60,
		});
		/** @type {Record<string, () => Promise<unknown>>} */
		const steps = { ping: () => client.ping(), rival: () => rival.consume('one') };
		for (const count of DEPLOYMENTS) steps[`of ${count}`] = admission(store, named(`of-${count}`, count));
		for (const count of CALLS_IN_WINDOW) {
			const candidates = named(`with-${count}`, 1);
			await fillWindow(store, candidates, count);
			steps[`with ${count}`] = admission(store, candidates);
		}
		steps.settle = settlement(store, named('settled', 1));
		const contenders = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, () => runRound(step)]));
		await alternate(contenders, WARM_UP_ROUNDS);
		return report(await alternate(contenders, ROUNDS), redis.version);
	} finally {
		await store.close();
		client.disconnect();
	}
}

/** @param {string} name @param {number} count */
const named = (name, count) =>
	Array.from({ length: count }, (_, i) => ({
		key: `${name}-${i}`,
		priority: i + 1,
		rpm: 1e9,
		tpm: 1e12,
		tokens: 1_000,
	}));

/** @typedef {ReturnType<typeof named>} Candidates */

/** @param {import('../../dist/lib').StateStore} store @param {Candidates} candidates */
async function admit(store, candidates) {
	const id = randomUUID();
	const reply = await store.admit({
		...{ callId: id, attemptId: id, holder: 'bench', candidates, order: 'given', wait: true },
		...{ windowMs: WINDOW_MS, leaseMs: 30_000 },
	});
	if (reply.kind !== 'granted') throw new Error(`The admission was not granted but ${reply.kind}`);
	return { callId: id, attemptId: id, key: reply.key, epoch: reply.epoch };
}

/** @param {import('../../dist/lib').StateStore} store @param {Awaited<ReturnType<typeof admit>>} granted */
async function settle(store, granted) {
	await store.settle({
		...granted,
		outcome: { kind: 'success' },
		breaker: { allowedFails: 3, cooldownMs: 60_000 },
		...{ reached: true, tokens: 500, latencyMs: 1, windowMs: WINDOW_MS },
	});
}

/** Gives each place back too, which is not counted. @param {import('../../dist/lib').StateStore} store @param {Candidates} candidates */
function admission(store, candidates) {
	return async () => {
		const granted = await admit(store, candidates);
		return () => settle(store, granted);
	};
}

/** @param {import('../../dist/lib').StateStore} store @param {Candidates} candidates */
function settlement(store, candidates) {
	/** @type {Awaited<ReturnType<typeof admit>> | undefined} */
	let granted;
	return async () => {
		if (granted) await settle(store, granted);
		return async () => {
			granted = await admit(store, candidates);
		};
	};
}

/** @param {import('../../dist/lib').StateStore} store @param {Candidates} candidates @param {number} count */
async function fillWindow(store, candidates, count) {
	for (let done = 0; done < count; done += 100) {
		await Promise.all(
			Array.from(
				{ length: Math.min(100, count - done) },
				async () => await settle(store, await admit(store, candidates)),
			),
		);
	}
}

/** @param {() => Promise<unknown>} step what it gives is done after the clock has stopped @returns {Promise<number>} median in ms */
async function runRound(step) {
	const durations = [];
	for (let count = 0; count < PER_ROUND; count++) {
		const startedAt = performance.now();
		const after = await step();
		durations.push(performance.now() - startedAt);
		if (typeof after === 'function') await after();
	}
	return quantile(durations, 0.5);
}

/** @param {Record<string, number[]>} rounds @param {string} version */
function report(rounds, version) {
	const row = (/** @type {string} */ label, /** @type {string} */ name) => {
		const values = rounds[name] ?? [];
		return [
			label,
			median(values).toFixed(3),
			`${quantile(values, 0.25).toFixed(3)} to ${quantile(values, 0.75).toFixed(3)}`,
		];
	};
	return [
		`One round trip to Redis ${version}, in ms (medians over ${ROUNDS} alternating rounds of ${PER_ROUND})`,
		'',
		table(
			['', 'p50', 'middle half of rounds'],
			[
				row('PING', 'ping'),
				row('rate-limiter-flexible, one limit of requests in a fixed window', 'rival'),
				...DEPLOYMENTS.map((count) =>
					row(`admit, ${count} ${count === 1 ? 'deployment' : 'deployments'} in the group`, `of ${count}`),
				),
				...CALLS_IN_WINDOW.map((count) =>
					row(`admit, ${count.toLocaleString('en')} calls in the window at first`, `with ${count}`),
				),
				row('settle, which nobody waits for', 'settle'),
			],
		),
	].join('\n');
}

module.exports = { measureAdmission };
