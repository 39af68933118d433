import { systemClock, type Clock } from '../clock';
import { createGuardedStateStore } from './guarded-state-store';
import { createMemoryStateStore } from './memory';
import { createRedisStateStore } from './redis/redis-state-store';
import { describeRedisError } from './redis/redis-error';
import type { RedisSettings } from './redis/redis-settings';
import type { StateStore } from './state-store';
import { LateError } from './within-time';

export interface SharedStateStoreOptions {
	/** Connections that nobody used for so long are closed until the next use. Default 60 s. */
	idleMs?: number;
	/** Default: the system's. */
	clock?: Clock;
}

/**
 * State in Redis, shared by all processes that name the same server and key prefix. It never fails a call: while the
 * server is away, broken or slower than 250 ms, this process goes on with state of its own, and `degraded` says why.
 */
export function createSharedStateStore(
	settings: RedisSettings,
	{ idleMs, clock = systemClock }: SharedStateStoreOptions = {},
): StateStore {
	const shared = createRedisStateStore({ settings, idleMs, clock });
	return createGuardedStateStore({
		shared,
		own: createMemoryStateStore({ clock }),
		check: () => shared.check(),
		clock,
		describe: (error) => (error instanceof LateError ? `Redis gave ${error.message}` : describeRedisError(error)),
	});
}
