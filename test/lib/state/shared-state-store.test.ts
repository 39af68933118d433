import { createRedisClient, type RedisClient } from '../../../lib/state/redis/create-client';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import { createSharedStateStore } from '../../../lib/state/shared-state-store';
import type { RedisSettings } from '../../../lib/state/redis/redis-settings';
import type { AdmitRequest, StateStore } from '../../../lib/state/state-store';
import { describeWithRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import { startRedis, type RunningRedis } from '../../support/redis/start-redis';
import { untilQuiet } from '../../support/routed';

const WINDOW_MS = 60_000;

let calls = 0;
function request(more: Partial<AdmitRequest> = {}): AdmitRequest {
	const callId = `call-${++calls}`;
	return {
		...{
			callId,
			attemptId: `${callId}:1`,
			holder: 'me',
			order: 'given',
			wait: true,
			windowMs: WINDOW_MS,
			leaseMs: 30_000,
		},
		candidates: [{ key: 'x', priority: 1, tokens: 1 }],
		...more,
	};
}

const inLine = { candidates: [{ key: 'x', priority: 1, tokens: 1, concurrency: 1 }] };

describeWithRedis('state in Redis, on a server that does not always work', () => {
	let redis: RunningRedis;
	let settings: RedisSettings;
	let stores: StateStore[];
	let admins: RedisClient[];

	beforeAll(async () => {
		redis = await startRedis();
	});
	beforeEach(() => {
		settings = redisSettings(redis);
		stores = [];
		admins = [];
	});
	afterEach(async () => {
		await Promise.all(stores.map((store) => store.close()));
		for (const admin of admins) admin.disconnect();
	});

	function open(more: Partial<RedisSettings> = {}): StateStore {
		const store = createSharedStateStore({ ...settings, ...more });
		stores.push(store);
		return store;
	}

	/** Another process's view. */
	async function seen() {
		const store = createRedisStateStore({ settings });
		stores.push(store);
		const [state] = await store.snapshot({ keys: ['x'], windowMs: WINDOW_MS });
		return state!;
	}

	async function tell(command: string): Promise<unknown> {
		const [name, ...words] = command.split(' ') as [string, ...string[]];
		const admin = await createRedisClient(settings);
		admins.push(admin);
		await admin.connect();
		return await admin.call(name, ...words);
	}

	async function grant(store: StateStore, more: Partial<AdmitRequest> = {}) {
		const asked = request(more);
		const reply = await store.admit(asked);
		if (reply.kind !== 'granted') throw new Error(`${reply.kind}, not granted`);
		const { callId, attemptId } = asked;
		const { key, epoch } = reply;
		return {
			callId,
			attemptId,
			key,
			epoch,
			latencyMs: 1,
			windowMs: WINDOW_MS,
			reached: true,
			outcome: { kind: 'success' } as const,
			breaker: { allowedFails: 3, cooldownMs: 1000 },
		};
	}

	const isBack = async (store: StateStore) => await untilQuiet(() => store.degraded === undefined, 8_000);

	it('is where other processes see it', async () => {
		const store = open();
		await grant(store);
		expect(store.degraded).toBeUndefined();
		expect(await seen()).toMatchObject({ inFlight: 1, requestsInWindow: 1 });
	});

	it('takes one round trip to admit, and one to settle', async () => {
		const store = open();
		await store.settle(await grant(store));
		await tell('CONFIG RESETSTAT');
		for (let i = 0; i < 10; i++) await store.settle(await grant(store));
		const stats = String(await tell('INFO commandstats'));
		expect(stats).toMatch(/^cmdstat_evalsha:calls=20,/m);
		expect(stats).not.toMatch(/^cmdstat_(eval|get|set|multi|ping|publish):/m);
	});

	it('goes on in this process when the server is down at the start, and comes back by itself', async () => {
		await redis.stop();
		const store = open();
		const granted = await grant(store);
		expect(store.degraded).toMatch(/nothing listens at that address/);
		await store.settle(granted);
		await redis.startAgain();
		await isBack(store);
		await grant(store);
		expect(await seen()).toMatchObject({ inFlight: 1, requestsInWindow: 1 });
	});

	it('goes on in this process when the server is killed in the middle, and comes back by itself', async () => {
		const store = open();
		const before = await grant(store);
		await redis.kill9();
		await grant(store);
		expect(store.degraded).toMatch(/connection was closed|nothing listens/);
		await store.settle(before);
		await redis.startAgain();
		await isBack(store);
		await grant(store);
		expect((await seen()).inFlight).toBe(1);
	});

	it('holds up one call by a server that does not answer, and none after it', async () => {
		const store = open();
		await grant(store);
		redis.pause();
		try {
			await grant(store);
			expect(store.degraded).toMatch(/no answer within 250 ms/);
			const order: string[] = [];
			const timer = new Promise<void>((resolve) => setTimeout(() => resolve(void order.push('timer')), 200));
			const others = Array.from({ length: 20 }, async () => {
				await grant(store);
				order.push('call');
			});
			await Promise.all([timer, ...others]);
			expect(order.at(-1)).toBe('timer');
		} finally {
			redis.resume();
		}
		await isBack(store);
	});

	it('never holds up a call twice, also when the server is slow again', async () => {
		const store = open();
		await grant(store);
		redis.pause();
		const asked = request();
		await store.admit(asked);
		redis.resume();
		await isBack(store);
		redis.pause();
		try {
			await store.admit({ ...asked, attemptId: `${asked.callId}:2` });
			expect(store.degraded).toBeUndefined(); // it was not asked at all
		} finally {
			redis.resume();
		}
	});

	it('gives back what the server grants too late', async () => {
		const store = open();
		await store.settle(await grant(store));
		redis.pause();
		await Promise.all([grant(store), grant(store), grant(store)]);
		redis.resume();
		await isBack(store);
		let state = await seen();
		for (let look = 0; look < 50 && state.inFlight > 0; look++) state = await seen();
		expect(state).toMatchObject({ inFlight: 0, waiting: 0, requestsInWindow: 1 });
	});

	it('leaves no place in the shared line to a call that was served here meanwhile', async () => {
		const other = open();
		const holding = await grant(other, inLine);
		const store = open();
		const waiting = request(inLine);
		let woken = 0;
		store.onWake(waiting.callId, () => woken++);
		expect((await store.admit(waiting)).kind).toBe('waiting');
		redis.pause();
		await store.snapshot({ keys: ['x'], windowMs: WINDOW_MS });
		await untilQuiet(() => woken > 0);
		expect((await store.admit(waiting)).kind).toBe('granted');
		redis.resume();
		await isBack(store);
		await isBack(other);
		await other.settle(holding);
		let state = await seen();
		for (let look = 0; look < 50 && state.waiting > 0; look++) state = await seen();
		expect(state.waiting).toBe(0);
	});

	it('leaves no place in the shared line to a call that the server let wait too late', async () => {
		const other = open();
		await grant(other, inLine);
		const store = open();
		await store.settle(await grant(store, { candidates: [{ key: 'y', priority: 1, tokens: 1 }] }));
		redis.pause();
		expect((await store.admit(request(inLine))).kind).toBe('granted'); // here; there it stands in line as soon as the server goes on
		redis.resume();
		await isBack(store);
		let state = await seen();
		for (let look = 0; look < 50 && state.waiting > 0; look++) state = await seen();
		expect(state).toMatchObject({ inFlight: 1, waiting: 0 });
	});

	it('lets a call that stood in line here go on there when the server is back', async () => {
		const store = open();
		await redis.stop();
		const here = await grant(store, inLine);
		const waiting = request(inLine);
		let woken = 0;
		store.onWake(waiting.callId, () => woken++);
		expect((await store.admit(waiting)).kind).toBe('waiting');
		await redis.startAgain();
		await isBack(store);
		await untilQuiet(() => woken > 0);
		expect((await store.admit(waiting)).kind).toBe('granted');
		expect(await seen()).toMatchObject({ inFlight: 1, waiting: 0 });
		await store.settle(here);
	});

	it('tells the server later what ended while it was away', async () => {
		const store = open();
		const granted = await grant(store);
		redis.pause();
		await store.settle({ ...granted, tokens: 77 });
		expect(store.degraded).toBeDefined();
		redis.resume();
		await isBack(store);
		let state = await seen();
		for (let look = 0; look < 50 && state.inFlight > 0; look++) state = await seen();
		expect(state).toMatchObject({ inFlight: 0, tokensInWindow: 77, recentAttempts: 1 });
	});

	it('does not notice when the server forgets its scripts', async () => {
		const store = open();
		await grant(store);
		await tell('SCRIPT FLUSH');
		await grant(store);
		expect(store.degraded).toBeUndefined();
		expect((await seen()).inFlight).toBe(2);
	});

	it.each([
		{
			what: 'is a read-only replica',
			breakIt: 'REPLICAOF 127.0.0.1 1',
			mendIt: 'REPLICAOF NO ONE',
			reason: /read-only replica/,
		},
		{
			what: 'has no memory left',
			breakIt: 'CONFIG SET maxmemory 1',
			mendIt: 'CONFIG SET maxmemory 0',
			reason: /memory is full/,
		},
	])('goes on in this process while the server $what', async ({ breakIt, mendIt, reason }) => {
		const store = open();
		await grant(store);
		await tell(breakIt);
		try {
			await grant(store);
			expect(store.degraded).toMatch(reason);
			// The looks in the background see it too: it does not come and go.
			await new Promise((resolve) => setTimeout(resolve, 1_500));
			expect(store.degraded).toMatch(reason);
		} finally {
			await tell(mendIt);
		}
		await isBack(store);
		await grant(store);
		expect((await seen()).inFlight).toBeGreaterThanOrEqual(1);
	});

	it('says that the password is wrong, and never which', async () => {
		await tell('ACL SETUSER guarded on >right +@all ~* &*');
		const store = open({ username: 'guarded', password: 'a-wrong-secret' });
		await grant(store);
		expect(store.degraded).toMatch(/user or password is wrong/);
		expect(store.degraded).not.toContain('a-wrong-secret');
		const right = open({ username: 'guarded', password: 'right' });
		await grant(right);
		expect(right.degraded).toBeUndefined();
	});

	it('closes connections that nobody uses, and opens them again', async () => {
		const store = createSharedStateStore(settings, { idleMs: 100 });
		stores.push(store);
		const connections = async () =>
			String(await tell('CLIENT LIST TYPE normal'))
				.split('\n')
				.filter((line) => line.includes('cmd=evalsha')).length;
		for (let i = 0; i < 1_000; i++) await store.settle(await grant(store));
		expect(await connections()).toBe(1);
		for (let look = 0; look < 100 && (await connections()) > 0; look++)
			await new Promise((resolve) => setTimeout(resolve, 20));
		expect(await connections()).toBe(0);
		await grant(store);
		expect(store.degraded).toBeUndefined();
		expect(await connections()).toBe(1);
	});
});
