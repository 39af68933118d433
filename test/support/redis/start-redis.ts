import { preparedRedis } from './prepared-redis';
import { launchRedis, type RunningRedis, type StartRedisOptions } from './redis-process';

export type { RunningRedis, StartRedisOptions };

const started: RunningRedis[] = [];

/**
 * Starts a Redis of the test's own, to be killed, paused or configured as it likes; it is ended after the last test of the
 * file at the latest. Belongs into `describeWithRedis`. Takes some 20 ms.
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RunningRedis> {
	const { program } = preparedRedis();
	if ('missing' in program) throw new Error(`This test ${program.missing}`);
	const redis = await launchRedis(program.program, options);
	started.push(redis);
	return redis;
}

afterAll(async () => {
	await Promise.all(started.splice(0).map((redis) => redis.stop()));
}, 30_000);
