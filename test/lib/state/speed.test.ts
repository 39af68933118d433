import { createSharedMemoryState } from '../../../lib/state/memory';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import { createFakeClock } from '../../support/fake-clock';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import type { StoreUnderTest } from './contract/bench';
import { describeSpeed } from './contract/speed';

function timeByHand(): Omit<StoreUnderTest, 'a' | 'b' | 'end'> {
	const clock = createFakeClock();
	return { clock, slackMs: 0, pass: async (ms) => await clock.advance(ms), kill: async () => {} };
}

describeSpeed('in this process', async () => {
	const time = timeByHand();
	const state = createSharedMemoryState({ clock: time.clock });
	return { ...time, a: state.handle(), b: state.handle(), end: async () => {} };
});

describeWithSharedRedis('on a real server', () => {
	describeSpeed('in Redis', async () => {
		const time = timeByHand();
		const options = { settings: redisSettings(), serverNowMs: () => time.clock.now() };
		const [a, b] = [createRedisStateStore(options), createRedisStateStore(options)];
		return {
			...time,
			...{ a, b },
			async end() {
				await Promise.all([a.close(), b.close()]);
			},
		};
	});
});
