import { createSharedMemoryState } from '../../../lib/state/memory';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import { describeClock, type StoreOnClock } from './contract/clock';
import { createMovableClock } from './movable-clock';
import { connectBothWays } from './redis/connect-both-ways';

function timeByHand(): Omit<StoreOnClock, 'a' | 'b' | 'end'> {
	const clock = createMovableClock();
	return {
		clock,
		slackMs: 0,
		pass: async (ms) => await clock.advance(ms),
		jump: async (ms) => clock.jump(ms),
		kill: async () => {},
	};
}

describeClock('state in this process', async () => {
	const time = timeByHand();
	const state = createSharedMemoryState({ clock: time.clock });
	return { ...time, a: state.handle(), b: state.handle(), end: async () => {} };
});

describeWithSharedRedis('on a real server', () => {
	describeClock('state in Redis', async () => {
		const time = timeByHand();
		const options = { settings: redisSettings(), serverNowMs: () => time.clock.now() };
		const [a, b] = [createRedisStateStore(options), createRedisStateStore(options)];
		await Promise.all([connectBothWays(a), connectBothWays(b)]);
		return {
			...time,
			...{ a, b },
			async end() {
				await Promise.all([a.close(), b.close()]);
			},
		};
	});
});
