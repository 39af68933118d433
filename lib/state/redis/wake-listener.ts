import { guarded } from '../../guarded';
import { createWakeUps, type WakeUps } from '../wake-ups';
import type { RedisClient } from './create-client';
import { createRedisConnection } from './redis-connection';
import type { RedisSettings } from './redis-settings';

/** Hears which calls of this process should look again. */
export interface WakeListener extends Pick<WakeUps, 'subscribe'> {
	/** Makes sure that messages are heard, on a connection of its own. Once they are, everyone is woken: some may have gone by before. */
	listen(): void;
	/** Somebody wants to be woken. */
	readonly waiting: boolean;
	/** Stops listening; subscriptions stay, for the next `listen`. */
	disconnect(): void;
	/** Ends all subscriptions too. */
	close(): void;
}

export function createWakeListener(settings: RedisSettings, channel: string): WakeListener {
	const wakeUps = createWakeUps();
	const connection = createRedisConnection(settings, hear);
	let listening = false;

	function hear(client: RedisClient): void {
		const where = 'a listener of the Redis client';
		client.on(
			'message',
			guarded(where, (_channel: string, callId: string) => wakeUps.send([callId])),
		);
		// Also after every interruption: the client does not subscribe again by itself, so that we know when it has.
		client.on(
			'ready',
			guarded(where, async () => {
				const isHeard = await client.subscribe(channel).then(
					() => true,
					() => false, // the connection was lost, and will be ready again
				);
				if (isHeard) wakeUps.send(wakeUps.callIds());
			}),
		);
	}

	function disconnect(): void {
		listening = false;
		connection.close();
	}

	return {
		subscribe: wakeUps.subscribe,
		listen() {
			if (listening) return;
			listening = true;
			connection.ready().catch(() => {}); // the client goes on trying
		},
		get waiting() {
			return wakeUps.callIds().length > 0;
		},
		disconnect,
		close() {
			wakeUps.clear();
			disconnect();
		},
	};
}
