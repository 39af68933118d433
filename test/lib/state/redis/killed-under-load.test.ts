import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisStateStore } from '../../../../lib/state/redis/redis-state-store';
import { describeWithRedis } from '../../../support/redis/describe-with-redis';
import { redisSettings } from '../../../support/redis/redis-settings';
import { startRedis } from '../../../support/redis/start-redis';
import { startFaultServer, type FaultServer } from '../../../support/fault-server';
import { useRouterProcesses } from './processes/start-processes';

const PROCESSES = 4;
const CALLS = 10_000;
const KILLS = 20;
const WINDOW_MS = 2_250;

jest.setTimeout(180_000);

describeWithRedis('a Redis that is killed and started again under load', () => {
	const startProcesses = useRouterProcesses();
	let server: FaultServer;
	afterEach(async () => {
		await server.close();
	});

	it(`fails none of ${CALLS} calls when that happens ${KILLS} times, and keeps no place for ever`, async () => {
		server = await startFaultServer();
		server.reply({ delayMs: 40 });
		const redis = await startRedis();
		const settings = redisSettings(redis);
		const deployment = {
			provider: 'openai-compatible',
			baseUrl: `${server.url}/v1`,
			apiKey: 'test-key',
			model: 'm1',
			concurrency: 8,
		} as const;
		const processes = await startProcesses(PROCESSES, {
			group: { deployments: [deployment] },
			redis: settings,
			windowMs: WINDOW_MS,
		});
		const degraded = async () =>
			(await Promise.all(processes.map(async (one) => await one.degraded()))).filter((reason) => reason !== null);
		const untilBack = async () => {
			for (let look = 0; look < 200 && (await degraded()).length > 0; look++) await sleep(50);
			expect(await degraded()).toEqual([]);
		};
		const calls = Promise.all(
			processes.map(async (one, i) => await one.call(`p${i}`, CALLS / PROCESSES, { atOnce: 16 })),
		);
		for (let kill = 0; kill < KILLS; kill++) {
			// Spread over all calls, and each while the processes use it.
			await server.untilRequests((kill * CALLS * 0.9) / KILLS, 60_000);
			await untilBack();
			expect(server.requests.length).toBeLessThan(CALLS);
			await redis.kill9();
			await sleep(100);
			await redis.startAgain();
		}
		const ends = (await calls).flat();
		expect(ends).toHaveLength(CALLS);
		expect(ends.filter(({ ok }) => !ok)).toEqual([]);
		const hinted = ends.filter((end) => end.ok && end.hints.includes('state_in_process')).length;
		expect(hinted).toBeGreaterThan(0);
		expect(hinted).toBeLessThan(CALLS);

		// All are back, and nobody holds a place or stands in line.
		await untilBack();
		expect(
			(await Promise.all(processes.map(async (one) => await one.call('after', 5))))
				.flat()
				.every((end) => end.ok && !end.hints.includes('state_in_process')),
		).toBe(true);
		const store = createRedisStateStore({ settings });
		const states = await store.snapshot({ keys: await processes[0]!.keys(), windowMs: WINDOW_MS });
		await store.close();
		expect(states).toMatchObject([{ inFlight: 0, waiting: 0, breaker: { state: 'closed' } }]);
		expect(states[0]!.requestsInWindow).toBeGreaterThan(0);
	});
});
