import { createMemoryStateStore } from '../../lib/state/memory';
import { createRedisClient, type RedisClient } from '../../lib/state/redis/create-client';
import { createRedisStateStore } from '../../lib/state/redis/redis-state-store';
import type { Outcome, StateStore } from '../../lib/state/state-store';
import { createMovableClock } from '../lib/state/movable-clock';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const WINDOW_MS = 3_000;
const COOLDOWN_MS = 3_000;
const RPM = 5;
const BACK = [
	{ name: '5 s', backMs: 5_000 },
	{ name: 'an hour', backMs: 3_600_000 },
	{ name: 'ten days', backMs: 864_000_000 },
];
/** An hour of idleness, a minute to spare, a lease, and a jump that is too short to be seen everywhere. */
const LONGEST_LIFE_MS = 3_600_000 + 60_000 + 30_000 + 5_000;

interface World {
	store: StateStore;
	goBack(ms: number): Promise<void>;
	/** How long the longest-lived key lives; 0 where there are none. */
	longestLifeMs(): Promise<number>;
	end(): Promise<void>;
}

function describeAttack(name: string, create: () => Promise<World>): void {
	describe.each(BACK)(`attack 05: the clock of ${name} goes back by $name`, ({ backMs }) => {
		let world: World;
		beforeEach(async () => (world = await create()));
		afterEach(async () => await world.end());

		async function ask(callId: string, rpm?: number) {
			return await world.store.admit({
				...{ callId, attemptId: callId, holder: 'me', order: 'given', wait: false },
				candidates: [{ key: 'x', priority: 1, tokens: 1, ...(rpm !== undefined && { rpm }) }],
				...{ windowMs: WINDOW_MS, leaseMs: 30_000 },
			});
		}
		async function coolDown(outcome: Outcome): Promise<void> {
			const reply = await ask('failed');
			if (reply.kind !== 'granted') throw new Error('there is no limit');
			const breaker = { allowedFails: 1, cooldownMs: COOLDOWN_MS };
			const ids = { callId: 'failed', attemptId: 'failed', key: 'x', epoch: reply.epoch, windowMs: WINDOW_MS };
			await world.store.settle({ ...ids, outcome, breaker, reached: true, latencyMs: 1 });
		}
		/** When the refused call may come again. */
		async function refusedForMs(rpm?: number): Promise<number> {
			const reply = await ask('refused', rpm);
			if (reply.kind !== 'refused') throw new Error('it is granted');
			const [reason] = reply.reasons;
			return reason !== undefined && 'untilMs' in reason ? reason.untilMs! : Infinity;
		}

		it('a window that is used up is free again when it is over', async () => {
			for (let i = 0; i < RPM; i++) expect((await ask(`call-${i}`, RPM)).kind).toBe('granted');
			await world.goBack(backMs);
			expect(await refusedForMs(RPM)).toBeLessThanOrEqual(WINDOW_MS);
			expect(await world.longestLifeMs()).toBeLessThanOrEqual(LONGEST_LIFE_MS);
		});

		it('a cooldown is over after its own length', async () => {
			await coolDown({ kind: 'failure' });
			await world.goBack(backMs);
			expect(await refusedForMs()).toBeLessThanOrEqual(COOLDOWN_MS);
			expect(await world.longestLifeMs()).toBeLessThanOrEqual(LONGEST_LIFE_MS + COOLDOWN_MS);
		});

		it('a Retry-After is over after the time that the provider named', async () => {
			await coolDown({ kind: 'cool', cause: 'retry_after', untilMs: 86_400_000 });
			await world.goBack(backMs);
			expect(await refusedForMs()).toBeLessThanOrEqual(86_400_000);
			expect(await world.longestLifeMs()).toBeLessThanOrEqual(LONGEST_LIFE_MS + 86_400_000);
		});
	});
}

describeAttack('this process', async () => {
	const clock = createMovableClock();
	const store = createMemoryStateStore({ clock });
	return {
		store,
		goBack: async (ms) => clock.jump(-ms),
		longestLifeMs: async () => 0,
		end: async () => await store.close(),
	};
});

describeWithSharedRedis('on a real server', () => {
	describeAttack('Redis', async () => {
		const settings = redisSettings();
		const store = createRedisStateStore({ settings });
		const client = await createRedisClient(settings);
		await client.connect();
		const keys = async () => await client.keys(`{${settings.keyPrefix}}:*`);
		return {
			store,
			goBack: async (ms) => await moveAhead(client, await keys(), ms),
			longestLifeMs: async () => Math.max(...(await Promise.all((await keys()).map((key) => client.pttl(key))))),
			async end() {
				client.disconnect();
				await store.close();
			},
		};
	});
});

/** Every point in time that stands there comes to lie ahead, as it does when the server's clock goes back. */
async function moveAhead(client: RedisClient, keys: readonly string[], ms: number): Promise<void> {
	for (const key of keys) {
		const type = await client.type(key);
		if (type === 'zset' && !/:line(:|$)/.test(key)) {
			const flat = await client.zrange(key, '0', '-1', 'WITHSCORES');
			for (let i = 0; i < flat.length; i += 2) await client.zadd(key, String(Number(flat[i + 1]) + ms), flat[i]!);
		} else if (type === 'hash') {
			for (const [field, value] of Object.entries(await client.hgetall(key))) {
				if (/^(untilMs|retryAfterUntilMs|usedAtMs|measuredAtMs)$/.test(field))
					await client.hset(key, { [field]: String(Number(value) + ms) });
				const moved = value.replace(
					/("expiresAtMs":)(\d+)/,
					(_, name: string, at: string) => `${name}${Number(at) + ms}`,
				);
				if (moved !== value) await client.hset(key, { [field]: moved });
			}
		}
		await client.pexpire(key, (await client.pttl(key)) + ms);
	}
}
