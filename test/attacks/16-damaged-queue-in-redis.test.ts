import type { RedisClient } from '../../lib/state/redis/create-client';
import { createRedisClient } from '../../lib/state/redis/create-client';
import { createRedisStateStore, type RedisStateStore } from '../../lib/state/redis/redis-state-store';
import type { RedisSettings } from '../../lib/state/redis/redis-settings';
import type { AdmitReply, AdmitRequest, Candidate } from '../../lib/state/state-store';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const WINDOW_MS = 60_000;

describeWithSharedRedis('attack 16: what is damaged in Redis of calls that run and wait', () => {
	let settings: RedisSettings;
	let store: RedisStateStore;
	let client: RedisClient;
	const root = () => `{${settings.keyPrefix}}`;

	beforeEach(async () => {
		settings = redisSettings();
		store = createRedisStateStore({ settings });
		client = await createRedisClient(settings);
		await client.connect();
	});
	afterEach(async () => {
		client.disconnect();
		await store.close();
	});

	const ask = async (
		callId: string,
		keys: string[],
		more: Partial<Candidate> = {},
		request: Partial<AdmitRequest> = {},
	) =>
		await store.admit({
			...{ callId, attemptId: callId, holder: 'me', order: 'given', wait: true, windowMs: WINDOW_MS, leaseMs: 30_000 },
			candidates: keys.map((key) => ({ key, priority: 1, tokens: 10, ...more })),
			...request,
		});
	async function settle(callId: string, reply: AdmitReply): Promise<void> {
		if (reply.kind !== 'granted') throw new Error(`${callId} is ${reply.kind}`);
		const breaker = { allowedFails: 100, cooldownMs: 1_000 };
		const { key, epoch } = reply;
		const ids = { callId, attemptId: callId, key, epoch, windowMs: WINDOW_MS };
		await store.settle({ ...ids, outcome: { kind: 'success' }, breaker, reached: true, tokens: 7, latencyMs: 5 });
	}

	/** One call runs, two wait behind it. */
	async function fillQueue(): Promise<AdmitReply> {
		const runs = await ask('runs', ['x'], { concurrency: 1 });
		await ask('first', ['x'], { concurrency: 1 });
		await ask('second', ['x'], { concurrency: 1 });
		return runs;
	}

	it.each(['garbage', '12.5', '1e5', '0x10', '9223372036854775807'])(
		'a number of tickets that is "%s" begins anew behind those who wait',
		async (value) => {
			const runs = await fillQueue();
			await client.set(`${root()}:sequence`, value);
			const later = await ask('later', ['x'], { concurrency: 1 });
			expect(later).toMatchObject({ kind: 'waiting', reasons: [{ reason: 'line' }], damaged: [''] });
			await settle('runs', runs);
			for (const callId of ['later', 'second'])
				expect(await ask(callId, ['x'], { concurrency: 1 })).toMatchObject({ reasons: [{ reason: 'line' }] });
			expect(await ask('first', ['x'], { concurrency: 1 })).toMatchObject({ kind: 'granted' });
		},
	);

	it('a list of what expires that is thrown away is written anew: a dead process holds no place for ever', async () => {
		await ask('runs', ['x'], { concurrency: 1 }, { leaseMs: 200 });
		await client.del(`${root()}:expiry`);
		await client.set(`${root()}:expiry`, 'a string');
		expect(await ask('y', ['y'])).toMatchObject({ kind: 'granted', damaged: [''] });
		expect(await client.zrange(`${root()}:expiry`, '0', '-1')).toEqual(
			expect.arrayContaining(['lease:runs', 'lease:y']),
		);
		expect(await client.pttl(`${root()}:expiry`)).toBeGreaterThan(0);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await ask('z', ['y']);
		expect(await client.hexists(`${root()}:leases`, 'runs')).toBe(0);
	});

	it('a turn that never comes is none: replies can be written, with a time that a timer can wait for', async () => {
		await fillQueue();
		for (const callId of await client.zrange(`${root()}:turns`, '0', '-1'))
			await client.zadd(`${root()}:turns`, '+inf', callId);
		const reply = await ask('later', ['x'], { concurrency: 1 });
		expect(reply).toMatchObject({ kind: 'waiting' });
		expect((reply as { checkQueueMs: number }).checkQueueMs).toBeLessThan(2 ** 31);
	});

	it('several damaged deployments that one call looks at lose their state at once, and the call goes on', async () => {
		for (const key of ['x', 'y', 'z']) await settle(key, await ask(key, [key], { rpm: 100 }));
		for (const key of ['x', 'y']) {
			await client.del(`${root()}:deployment:${key}:granted`);
			await client.set(`${root()}:deployment:${key}:granted`, 'a string');
		}
		const states = await store.snapshot({ keys: ['x', 'y', 'z'], windowMs: WINDOW_MS });
		expect(states.map(({ requestsInWindow }) => requestsInWindow)).toEqual([0, 0, 1]);
		expect([...((await ask('after', ['z'])).damaged ?? [])].sort()).toEqual(['x', 'y']);
	});

	const wrong = [null, 'text', {}, [], [{ key: 'x', tokens: 1, rpm: 'many' }]];
	it.each(['key', 'epoch', 'expiresAtMs'])('a lease whose %s is of a wrong type is thrown away', async (field) => {
		for (const value of wrong.filter((each) => field !== 'key' || each !== 'text')) {
			const runs = await fillQueue();
			const lease = JSON.parse((await client.hget(`${root()}:leases`, 'runs'))!) as object;
			await client.hset(`${root()}:leases`, 'runs', JSON.stringify({ ...lease, [field]: value }));
			await settle('runs', runs);
			expect((await ask('other', ['y'])).damaged).toEqual(['']);
			await client.del(...(await client.keys(`${root()}:*`)));
		}
	});

	it.each(['callId', 'holder', 'listener', 'sequence', 'windowMs', 'expiresAtMs', 'standsFor'])(
		'a ticket whose %s is of a wrong type is thrown away',
		async (field) => {
			const isText = ['callId', 'holder', 'listener'].includes(field);
			const isWrong = (value: unknown): boolean => {
				if (isText) return value !== 'text';
				return field !== 'standsFor' || JSON.stringify(value).length > 2;
			};
			for (const value of wrong.filter(isWrong)) {
				await fillQueue();
				const ticket = JSON.parse((await client.hget(`${root()}:tickets`, 'first'))!) as object;
				await client.hset(`${root()}:tickets`, 'first', JSON.stringify({ ...ticket, [field]: value }));
				const renewed = { holder: 'me', leaseMs: 30_000, attempts: [], tickets: ['first', 'second'] };
				expect((await store.renew(renewed)).lost).toContain('first');
				expect((await ask('other', ['y'])).damaged).toEqual(['']);
				await client.del(...(await client.keys(`${root()}:*`)));
			}
		},
	);
});
