import type { RedisSettings } from '../../../lib/state/redis/redis-settings';
import { freshPrefix, sharedRedis } from './prepared-redis';

/** The way to a server (default: the one that the run's tests share), under a prefix that nobody else uses. */
export function redisSettings(
	server: { host: string; port: number; username?: string; password?: string; database?: number } = sharedRedis(),
): RedisSettings {
	const { host, port, username, password, database = 0 } = server;
	return { servers: { kind: 'server', host, port }, username, password, database, keyPrefix: freshPrefix() };
}
