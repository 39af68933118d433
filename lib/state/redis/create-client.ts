import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { guarded } from '../../guarded';
import type { RedisSettings } from './redis-settings';

/** One server (also found through Sentinels) or a cluster: the same commands. */
export type RedisClient = Redis | Cluster;

/** Longest pause between two tries to connect. */
const MAX_RETRY_MS = 2_000;
/** A connection that is not made within this is given up and tried again. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A client that is not connected yet. It fails at once what it cannot send at once: nothing is queued while the
 * server is away and nothing is sent a second time, since a grant that nobody waits for any more is worse than none.
 * It goes on trying to connect until it is ended. Loads the driver, which costs some 30 ms, at the first call.
 */
export async function createRedisClient(settings: RedisSettings): Promise<RedisClient> {
	const { servers, username, password, database, tls } = settings;
	const { Cluster, Redis } = await import('ioredis');
	const common: RedisOptions = {
		username,
		password,
		lazyConnect: true,
		// One round trip less before the first call; a server that still loads its data says so itself.
		enableReadyCheck: false,
		enableOfflineQueue: false,
		autoResendUnfulfilledCommands: false,
		autoResubscribe: false,
		maxRetriesPerRequest: 0,
		connectTimeout: CONNECT_TIMEOUT_MS,
		retryStrategy: retryAfter,
		// After a fail-over the old master is a replica: a new connection finds the new one.
		reconnectOnError: (error) => error.message.startsWith('READONLY'),
		...(tls && { tls: { ca: tls.ca } }),
	};
	const client = createOf();
	// Without a listener an error would end the process; every command tells its own. Told a database that is not there, the
	// driver would go on in database 0.
	client.on(
		'error',
		guarded('a listener of the Redis client', (error: Error) => {
			if (/DB index/.test(error.message)) client.disconnect();
		}),
	);
	return client;

	function createOf(): RedisClient {
		switch (servers.kind) {
			case 'server':
				return new Redis({ ...common, host: servers.host, port: servers.port, db: database });
			case 'sentinel':
				return new Redis({
					...common,
					db: database,
					sentinels: servers.sentinels.map(({ host, port }) => ({ host, port })),
					name: servers.masterName,
					sentinelUsername: servers.sentinelUsername,
					sentinelPassword: servers.sentinelPassword,
					sentinelRetryStrategy: retryAfter,
					...(tls && { sentinelTLS: { ca: tls.ca }, enableTLSForSentinelMode: true }),
				});
			case 'cluster':
				return new Cluster(
					servers.nodes.map(({ host, port }) => ({ host, port })),
					{
						lazyConnect: true,
						enableReadyCheck: false,
						enableOfflineQueue: false,
						clusterRetryStrategy: retryAfter,
						redisOptions: common,
						// Behind TLS, certificates are for names: the addresses of the other nodes are looked up by them.
						...(tls && { dnsLookup: (address, callback) => callback(null, address) }),
					},
				);
		}
	}
}

const retryAfter = (tries: number): number => Math.min(50 * 2 ** Math.min(tries, 10), MAX_RETRY_MS);
