import { guarded, inBackground } from '../../guarded';
import { createRedisClient, type RedisClient } from './create-client';
import type { RedisSettings } from './redis-settings';

/** A connection that is opened when it is needed, and again after `close`. */
export interface RedisConnection {
	/** The client once it can be written to. Rejects when the present try to connect fails; tries go on. */
	ready(): Promise<RedisClient>;
	close(): void;
}

/** @param onOpen called with every new client before it connects */
export function createRedisConnection(
	settings: RedisSettings,
	onOpen: (client: RedisClient) => void = () => {},
): RedisConnection {
	let opening: Promise<RedisClient> | undefined;
	/** One for all who wait for it. */
	let connecting: Promise<void> | undefined;

	async function open(): Promise<RedisClient> {
		const client = await createRedisClient(settings);
		onOpen(client);
		return client;
	}

	return {
		async ready() {
			const mine = (opening ??= open());
			const client = await mine;
			if (client.status === 'ready') return client;
			if (mine !== opening) throw closed();
			connecting ??= untilConnected(client).finally(() => (connecting = undefined));
			// Its failure comes as an event, which `connecting` waits for.
			if (client.status === 'wait' || client.status === 'end') client.connect().catch(() => {});
			await connecting;
			return client;
		},
		close() {
			const ending = opening;
			opening = undefined;
			// One that could not be opened has said so to who wanted it.
			ending?.then(
				(client) => inBackground('the end of a Redis connection', () => client.disconnect()),
				() => {},
			);
		},
	};
}

const closed = () => new Error('Connection is closed.');

async function untilConnected(client: RedisClient): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const end = (settle: () => void) => {
			client.off('ready', onReady);
			client.off('error', onError);
			client.off('end', onEnd);
			settle();
		};
		const where = 'a listener of the Redis client';
		const onReady = guarded(where, () => end(resolve), reject);
		const onError = guarded(where, (error: Error) => end(() => reject(error)), reject);
		const onEnd = guarded(where, () => end(() => reject(closed())), reject);
		client.on('ready', onReady);
		client.on('error', onError);
		client.on('end', onEnd);
	});
}
