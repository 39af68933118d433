import { systemClock } from '../../clock';
import { guarded } from '../../guarded';
import { withinTime } from '../within-time';
import { createRedisClient, type RedisClient } from './create-client';
import { describeRedisError } from './redis-error';
import type { RedisSettings } from './redis-settings';

/**
 * Works on a connection of its own, which ends with it.
 * @throws Error with one sentence, without full stop, that says what is wrong and what to do
 */
export async function useOnce<T>(
	settings: RedisSettings,
	timeoutMs: number,
	work: (client: RedisClient) => Promise<T>,
): Promise<T> {
	const client = await createRedisClient(settings);
	let heard: unknown;
	// The client goes on trying after an error, and takes database 0 where it does not get the other: the first one tells.
	const failed = new Promise<never>((_resolve, reject) => {
		client.on(
			'error',
			guarded('a listener of the Redis client', (error: Error) => reject((heard ??= error))),
		);
	});
	const run = async (): Promise<T> => {
		await client.connect();
		return await work(client);
	};
	return await withinTime(Promise.race([failed, run()]), timeoutMs, systemClock)
		.catch((error: unknown) => {
			throw new Error(describeRedisError(heard ?? error));
		})
		.finally(() => client.disconnect());
}
