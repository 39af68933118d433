import { createRouter } from '../../lib';
import type { RedisClient } from '../../lib/state/redis/create-client';
import { createRedisClient } from '../../lib/state/redis/create-client';
import { createRedisStateStore, type RedisStateStore } from '../../lib/state/redis/redis-state-store';
import type { RedisSettings } from '../../lib/state/redis/redis-settings';
import { createSharedStateStore } from '../../lib/state/shared-state-store';
import type { AdmitReply, AdmitRequest, Candidate } from '../../lib/state/state-store';
import { startFaultServer } from '../support/fault-server';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const WINDOW_MS = 60_000;
const SORTED_SETS = [
	'granted',
	'settled',
	'failed',
	'reported',
	'leases',
	'line',
	'line:failure',
	'line:access',
	'line:quota',
];
const GARBAGE = ['', 'garbage', 'nan', 'inf', '-inf', '1e400', '{}'];

describeWithSharedRedis('attack 16: a damaged key in Redis', () => {
	let settings: RedisSettings;
	let store: RedisStateStore;
	let client: RedisClient;
	let calls = 0;
	const root = () => `{${settings.keyPrefix}}`;
	const keyOf = (part = '') => `${root()}:deployment:x${part && `:${part}`}`;

	beforeEach(async () => {
		settings = redisSettings();
		store = createRedisStateStore({ settings });
		client = await createRedisClient(settings);
		await client.connect();
		calls = 0;
	});
	afterEach(async () => {
		client.disconnect();
		await store.close();
	});

	async function ask(key: string, more: Partial<Candidate> = {}, request: Partial<AdmitRequest> = {}) {
		const callId = `call-${++calls}`;
		const candidates = [{ key, priority: 1, tokens: 10, rpm: 100, tpm: 10_000, ...more }];
		const base = { callId, attemptId: callId, holder: 'me', candidates, order: 'given', wait: true } as const;
		const reply = await store.admit({ ...base, windowMs: WINDOW_MS, leaseMs: 30_000, ...request });
		return { callId: request.callId ?? callId, reply };
	}
	async function settle(
		{ callId, reply }: { callId: string; reply: AdmitReply },
		kind: 'success' | 'failure' = 'success',
	) {
		if (reply.kind !== 'granted') throw new Error(`${callId} is ${reply.kind}`);
		const breaker = { allowedFails: 100, cooldownMs: 1_000 };
		const { key, epoch } = reply;
		const ids = { callId, attemptId: callId, key, epoch, windowMs: WINDOW_MS };
		return await store.settle({ ...ids, outcome: { kind }, breaker, reached: true, tokens: 7, latencyMs: 5 });
	}
	const look = async (key: string) => (await store.snapshot({ keys: [key], windowMs: WINDOW_MS }))[0]!;

	/** Both deployments have counts, failures and a speed. */
	async function useBoth(): Promise<void> {
		for (const key of ['x', 'y']) {
			await settle(await ask(key));
			await settle(await ask(key), 'failure');
		}
	}

	/** The other deployment knows all that it knew, and this one works. */
	async function expectGoesOn(damaged: string[] | undefined): Promise<void> {
		const before = await look('y');
		const x = await ask('x');
		expect(x.reply.kind).toBe('granted');
		expect(x.reply.damaged).toEqual(damaged);
		await settle(x);
		const y = await ask('y');
		expect(y.reply).toMatchObject({ kind: 'granted' });
		expect(y.reply.damaged).toBeUndefined();
		expect(before).toMatchObject({ requestsInWindow: 2, recentFailures: 1, consecutiveFailures: 1 });
		await settle(y);
		for (const state of [await look('x'), await look('y')])
			for (const value of Object.values(state))
				if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
	}

	it.each(['', 'tokens', ...SORTED_SETS])('of a wrong type costs one deployment its state: "%s"', async (part) => {
		await useBoth();
		await client.del(keyOf(part));
		await client.set(keyOf(part), 'a string');
		await ask('x', { ignoreCooldown: ['failure'] }, { wait: false, callId: 'first', attemptId: 'first' });
		const waits = await ask('x', { concurrency: 1, ignoreCooldown: ['failure', 'access', 'quota'] });
		expect(waits.reply.kind).toBe('waiting');
		await store.leave({ callId: waits.callId });
		await expect(look('x')).resolves.toBeDefined();
		await settle(await ask('x'));
		for (const name of await client.keys(`${root()}:deployment:x*`)) expect(await client.type(name)).not.toBe('string');
		expect(await look('y')).toMatchObject({ requestsInWindow: 2, consecutiveFailures: 1 });
	});

	it.each(['', 'granted', 'tokens'])('of a wrong type is told to the call that met it: "%s"', async (part) => {
		await useBoth();
		await client.del(keyOf(part));
		await client.sadd(keyOf(part), 'a set');
		await expectGoesOn(['x']);
		expect(await look('x')).toMatchObject({ requestsInWindow: 1, consecutiveFailures: 0 });
	});

	const fields = [
		'epoch',
		'consecutiveFailures',
		'usedAtMs',
		'tokens',
		'firstTokenMs',
		'measuredAtMs',
		'answers',
		'rpm',
	];
	it.each(fields.flatMap((field) => GARBAGE.map((value) => ({ field, value }))))(
		'with "$value" as its $field costs one deployment its state',
		async ({ field, value }) => {
			await useBoth();
			await client.hset(keyOf(), field, value);
			await expectGoesOn(['x']);
		},
	);

	it.each(['state', 'epoch', 'consecutiveFailures', 'usedAtMs', 'tokens', 'measuredAtMs'])(
		'without its %s costs one deployment its state',
		async (field) => {
			await useBoth();
			await client.hdel(keyOf(), field);
			await expectGoesOn(['x']);
		},
	);

	it('that says no state of a breaker, or an open one without an end, costs one deployment its state', async () => {
		for (const state of ['', 'ajar', 'open', 'half_open']) {
			await useBoth();
			await client.hset(keyOf(), 'state', state);
			expect((await ask('x')).reply).toMatchObject({ kind: 'granted', damaged: ['x'] });
		}
	});

	it.each(GARBAGE)('with "%s" as tokens of an attempt counts it for none', async (value) => {
		await useBoth();
		const [attempt] = await client.hkeys(keyOf('tokens'));
		await client.hset(keyOf('tokens'), attempt!, value);
		await settle(await ask('x', { tpm: 50, tokens: 40 }, { wait: false, attemptId: 'y' }).then(() => ask('x')));
		expect(Number.isFinite((await look('x')).tokensInWindow)).toBe(true);
	});

	it('keeps the places of calls that run and wait for the deployment', async () => {
		await ask('x', { concurrency: 1 }, { callId: 'runs', attemptId: 'runs' });
		await ask('x', { concurrency: 1 }, { callId: 'waits', attemptId: 'waits' });
		await client.hset(keyOf(), 'tokens', 'garbage');
		const later = await ask('x', { concurrency: 1 });
		expect(later.reply).toMatchObject({ kind: 'waiting', reasons: [{ reason: 'line' }], damaged: ['x'] });
		expect(await look('x')).toMatchObject({ inFlight: 1, waiting: 2 });
		const first = await ask('x', { concurrency: 1 }, { callId: 'waits', attemptId: 'waits' });
		expect(first.reply).toMatchObject({ kind: 'waiting', reasons: [{ reason: 'concurrency' }] });
	});

	it.each(['leases', 'tickets', 'expiry', 'turns', 'sequence'])('of all deployments is deleted: :%s', async (name) => {
		await useBoth();
		await ask('x', { concurrency: 1 });
		await ask('x', { concurrency: 1 });
		await client.del(`${root()}:${name}`);
		await client.sadd(`${root()}:${name}`, 'a set');
		const reply = (await ask('y', { concurrency: 1 })).reply;
		expect(['granted', 'waiting']).toContain(reply.kind);
		const next = await ask('x', { concurrency: 1 });
		expect(next.reply.kind).toBe('waiting');
		expect(reply.damaged ?? next.reply.damaged).toEqual(['']);
		expect(await look('y')).toMatchObject({ requestsInWindow: 3, consecutiveFailures: 1 });
	});

	it.each(['garbage', 'null', '[]', '"text"', '{"key":1}', '{"standsFor":[{}]}'])(
		'with "%s" as a lease and as a ticket does without these two',
		async (text) => {
			await useBoth();
			const runs = await ask('x', { concurrency: 1 });
			const waits = await ask('x', { concurrency: 1 });
			await client.hset(`${root()}:leases`, runs.callId, text);
			await client.hset(`${root()}:tickets`, waits.callId, text);
			const next = await ask('x', { concurrency: 1 });
			expect(next.reply).toMatchObject({ kind: 'waiting', damaged: [''] });
			await settle(runs);
			await settle(await ask('y'));
		},
	);

	it('gives the call a hint, and the shared state stays in use', async () => {
		const server = await startFaultServer();
		const state = createSharedStateStore(settings);
		const router = createRouter(
			{
				groups: {
					chat: {
						deployments: [
							{ name: 'one', provider: 'openai-compatible', baseUrl: `${server.url}/v1`, apiKey: 'k', model: 'm' },
						],
					},
				},
			},
			{ state },
		);
		try {
			const request = { group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] } as const;
			await router.chat({ ...request, messages: [...request.messages] } as never);
			const id = router.config.groups.get('chat')!.deployments[0]!.id;
			await client.hset(`${root()}:deployment:${id}`, 'tokens', 'garbage');
			const { routing } = await router.chat({ ...request, messages: [...request.messages] } as never);
			const hint = routing.hints.find(({ code }) => code === 'state_damaged');
			expect(hint).toMatchObject({ deployments: ['one'] });
			expect(hint!.message).toContain('The state of one in Redis was damaged and was deleted');
			expect(state.degraded).toBeUndefined();
		} finally {
			await router.close();
			await state.close();
			await server.close();
		}
	});
});
