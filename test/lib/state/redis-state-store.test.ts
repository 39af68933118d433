import { systemClock } from '../../../lib/clock';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import { connectBothWays } from './redis/connect-both-ways';
import { describeStateStore } from './state-store-contract';

describeWithSharedRedis('on a real server', () => {
	describeStateStore('state in Redis', async () => {
		const settings = redisSettings();
		const [a, b] = [createRedisStateStore({ settings }), createRedisStateStore({ settings })];
		await Promise.all([connectBothWays(a), connectBothWays(b)]);
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
