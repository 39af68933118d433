import type { RedisClient } from './create-client';
import { createRedisConnection } from './redis-connection';
import type { RedisSettings } from './redis-settings';

/** Hears which calls of this process should look again. */
export interface WakeListener {
	subscribe(callId: string, wake: () => void): () => void;
	/** Makes sure that messages are heard, on a connection of its own. Once they are, everyone is woken: some may have gone by before. */
	listen(): void;
	readonly waiting: boolean;
	close(): void;
}

export function createWakeListener(settings: RedisSettings, channel: string): WakeListener {
	const wakesByCall = new Map<string, Set<() => void>>();
	const connection = createRedisConnection(settings, hear);
	let listening = false;

	function hear(client: RedisClient): void {
		client.on('message', (_channel: string, callId: string) => wake(callId));
		// Also after every interruption: the client does not subscribe again by itself, so that we know when it has.
		client.on('ready', () => {
			client.subscribe(channel).then(
				() => [...wakesByCall.keys()].forEach(wake),
				() => {}, // the connection was lost, and will be ready again
			);
		});
	}

	function wake(callId: string): void {
		const ofCall = wakesByCall.get(callId);
		for (const one of ofCall ?? [])
			queueMicrotask(() => {
				if (ofCall?.has(one)) one();
			});
	}

	return {
		subscribe(callId, action) {
			const one = () => action(); // two subscriptions with one function are still two
			const ofCall = wakesByCall.get(callId) ?? new Set();
			wakesByCall.set(callId, ofCall.add(one));
			return () => {
				ofCall.delete(one);
				if (ofCall.size === 0 && wakesByCall.get(callId) === ofCall) wakesByCall.delete(callId);
			};
		},
		listen() {
			if (listening) return;
			listening = true;
			connection.ready().catch(() => {}); // the client goes on trying
		},
		get waiting() {
			return wakesByCall.size > 0;
		},
		close() {
			listening = false;
			connection.close();
		},
	};
}
