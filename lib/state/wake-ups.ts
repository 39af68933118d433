import { guarded } from '../guarded';

/** Brings wake-ups to whoever in this process subscribed to a call's. */
export interface WakeUps {
	subscribe(callId: string, wake: () => void): () => void;
	/** Each is told in a microtask of its own, after whatever woke it; nobody when it ended its subscription before. */
	send(callIds: Iterable<string>): void;
	/** Calls that somebody has subscribed to. */
	callIds(): string[];
	/** Ends all subscriptions. */
	clear(): void;
}

export function createWakeUps(): WakeUps {
	const listeners = new Map<string, Set<() => void>>();
	return {
		subscribe(callId, wake) {
			const listener = () => wake(); // two subscriptions with one function are still two
			const ofCall = listeners.get(callId) ?? new Set();
			listeners.set(callId, ofCall.add(listener));
			return () => {
				ofCall.delete(listener);
				if (ofCall.size === 0 && listeners.get(callId) === ofCall) listeners.delete(callId);
			};
		},
		send(callIds) {
			for (const callId of callIds) {
				const ofCall = listeners.get(callId);
				for (const listener of ofCall ?? []) {
					queueMicrotask(
						guarded('the wake-up of a waiting call', () => {
							if (ofCall?.has(listener)) listener();
						}),
					);
				}
			}
		},
		callIds: () => [...listeners.keys()],
		clear() {
			for (const ofCall of listeners.values()) ofCall.clear();
			listeners.clear();
		},
	};
}
