import { systemClock } from '../../../lib/clock';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import type { StateStore } from '../../../lib/state/state-store';
import { freshPrefix } from '../../support/redis/prepared-redis';
import { WINDOW_MS } from './contract/bench';
import { describeStateStore } from './state-store-contract';

describeWithSharedRedis('on a real server', () => {
	describeStateStore('state in Redis', async () => {
		const settings = redisSettings();
		const [a, b] = [createRedisStateStore({ settings }), createRedisStateStore({ settings })];
		await Promise.all([hear(a), hear(b)]);
		return {
			a,
			b,
			clock: systemClock,
			slackMs: 400,
			pass: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
			kill: async () => {}, // it renews nothing by itself, so that it is dead when nobody speaks through it
			async end() {
				await Promise.all([a.close(), b.close()]);
			},
		};
	});
});

/** Lets a store connect both ways, so that no test pays for it: its first call in line wakes others when it hears. */
async function hear(store: StateStore): Promise<void> {
	const callId = `first of ${freshPrefix()}`;
	const heard = new Promise<void>((resolve) => store.onWake(callId, resolve));
	const candidates = [{ key: 'first', priority: 1, tokens: 1, notBeforeMs: 60_000 }];
	const ids = { callId, attemptId: callId, holder: 'nobody' };
	await store.admit({ ...ids, candidates, order: 'given', wait: true, windowMs: WINDOW_MS, leaseMs: 1_000 });
	await heard;
	await store.leave({ callId });
}
