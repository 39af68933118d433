import { createSharedMemoryState } from '../../../../lib/state/memory';
import { createRedisStateStore } from '../../../../lib/state/redis/redis-state-store';
import type { StateStore } from '../../../../lib/state/state-store';
import type { FakeClock } from '../../../support/fake-clock';
import { describeWithSharedRedis } from '../../../support/redis/describe-with-redis';
import { redisSettings } from '../../../support/redis/redis-settings';
import { untilQuiet } from '../../../support/routed';
import { createCrowd, LEASE_MS, type CrowdOptions } from '../random-calls';
import { connectBothWays } from './connect-both-ways';

const SEEDS = Array.from({ length: 20 }, (_, i) => 101 + i);
const STEPS = 250;

/** Two processes on each twin, and the same time for both. Every verb is said to both, and both must answer the same. */
async function createPair() {
	let answers = 0;
	let nowMs = () => 0;
	const wakes = { memory: new Map<string, number>(), redis: new Map<string, number>() };
	const settings = redisSettings();
	const redisHandles = [0, 1].map(() => createRedisStateStore({ settings, serverNowMs: () => nowMs() }));
	await Promise.all(redisHandles.map(connectBothWays));

	function connect(clock: FakeClock): StateStore[] {
		nowMs = () => clock.now();
		const memory = createSharedMemoryState({ clock });
		return redisHandles.map((redis) => both(memory.handle(), redis));
	}

	/** One verb at a time: two on their way through two connections have no order. */
	let last: Promise<unknown> = Promise.resolve();
	async function inTurn<T>(verb: () => Promise<T>): Promise<T> {
		const mine = last.then(verb);
		last = mine.catch(() => {});
		return await mine;
	}

	function both(memory: StateStore, redis: StateStore): StateStore {
		const same = async <T>(verb: (store: StateStore) => Promise<T>): Promise<T> =>
			await inTurn(async () => {
				const [expected, found] = await Promise.all([verb(memory), verb(redis)]);
				expect(found).toEqual(expected);
				answers++;
				return expected;
			});
		const count = (woken: Map<string, number>, callId: string) => () =>
			void woken.set(callId, (woken.get(callId) ?? 0) + 1);
		return {
			admit: async (request) => await same(async (store) => await store.admit(request)),
			renew: async (request) => await same(async (store) => await store.renew(request)),
			leave: async (request) => await same(async (store) => await store.leave(request)),
			settle: async (settlement) => await same(async (store) => await store.settle(settlement)),
			snapshot: async (request) => await same(async (store) => await store.snapshot(request)),
			onWake(callId, wake) {
				memory.onWake(callId, count(wakes.memory, callId));
				redis.onWake(callId, count(wakes.redis, callId));
				return memory.onWake(callId, wake);
			},
			close: async () => await redis.close(),
		};
	}

	return {
		connect,
		wakes,
		answers: () => answers,
		async close() {
			await Promise.all(redisHandles.map(async (handle) => await handle.close()));
		},
	};
}

const sizeOf = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

describeWithSharedRedis('both state stores', () => {
	const kinds: Array<{ crowd: string; options: CrowdOptions }> = [
		{ crowd: 'a crowd of random calls', options: {} },
		{ crowd: 'a crowd whose processes are killed and paused', options: { troubled: true } },
		{ crowd: 'such a crowd while the clock is set', options: { troubled: true, jumps: true } },
	];
	const runs = kinds.flatMap(({ crowd, options }, kind) =>
		SEEDS.slice(0, kind === 0 ? 20 : 10).map((seed) => ({ crowd, options, seed })),
	);

	it.each(runs)('give $crowd the same answers, seed $seed', async ({ options, seed }) => {
		const pair = await createPair();
		try {
			const crowd = createCrowd(seed, { ...options, connect: pair.connect });
			for (let i = 0; i < STEPS; i++) {
				await crowd.step();
				await crowd.pass(0);
				await crowd.snapshot();
				await crowd.pass(crowd.whole(0, LEASE_MS / 3));
				if (i % 3 === 0) await crowd.renew();
			}
			// To the hour after which what nobody uses is forgotten, and beyond.
			for (const ms of [3_540_000, ...Array.from({ length: 20 }, () => 4_000), 80_000]) {
				await crowd.pass(ms);
				await crowd.snapshot();
			}
			expect(crowd.faults).toEqual([]);
			await untilQuiet(() => sizeOf(pair.wakes.redis) >= sizeOf(pair.wakes.memory));
			expect(pair.wakes.redis).toEqual(pair.wakes.memory);
			expect(sizeOf(pair.wakes.memory)).toBeGreaterThan(0);
			expect(pair.answers()).toBeGreaterThan(STEPS);
			if (options.troubled) expect(crowd.passedOver.times).toBeGreaterThan(0);
		} finally {
			await pair.close();
		}
	});
});
