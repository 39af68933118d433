import type { Clock } from '../../clock';
import type { StateStore } from '../state-store';
import { admit } from './admit';
import { expire } from './expiry';
import { createMemoryState } from './memory-state';
import type { MemoryState } from './memory-state';
import { renew } from './renew';
import { settle } from './settle';
import { snapshot } from './snapshot';
import { removeTicket } from './waiting-line';
import { createWakeUps } from '../wake-ups';

/** State in this process that several handles share, as processes share a Redis. */
export interface SharedMemoryState {
	handle(): StateStore;
}

/** The state of this process, for itself alone. */
export const createMemoryStateStore = (options: { clock: Clock }): StateStore =>
	createSharedMemoryState(options).handle();

/**
 * The readable specification of the port, one verb a file. A verb runs to its end without a pause, so it is
 * atomic; it sets no timers, since everything that ends by itself is seen by the next verb, and whoever waits
 * is told when to look again.
 */
export function createSharedMemoryState({ clock }: { clock: Clock }): SharedMemoryState {
	const state = createMemoryState();
	const wakeUps = createWakeUps();

	const perform = <T>(verb: (state: MemoryState, nowMs: number) => T): T => {
		const nowMs = clock.now();
		expire(state, nowMs);
		const reply = verb(state, nowMs);
		// Some of those to be woken may have lost their place later in the same verb.
		wakeUps.send([...state.wakes].filter((callId) => state.tickets.has(callId)));
		state.wakes.clear();
		return reply;
	};

	return {
		handle() {
			const subscriptions = new Set<() => void>();
			return {
				admit: async (request) =>
					perform((present, nowMs) => {
						const reply = admit(present, request, nowMs);
						present.wakes.delete(request.callId); // it has just looked
						return reply;
					}),
				renew: async (request) => perform((present, nowMs) => renew(present, request, nowMs)),
				leave: async ({ callId }) =>
					perform((present) => {
						const ticket = present.tickets.get(callId);
						if (ticket) removeTicket(present, ticket);
					}),
				settle: async (settlement) => perform((present, nowMs) => settle(present, settlement, nowMs)),
				snapshot: async (request) => perform((present, nowMs) => snapshot(present, request, nowMs)),
				onWake(callId, wake) {
					const unsubscribe = wakeUps.subscribe(callId, wake);
					subscriptions.add(unsubscribe);
					return () => {
						subscriptions.delete(unsubscribe);
						unsubscribe();
					};
				},
				async close() {
					for (const unsubscribe of subscriptions) unsubscribe();
					subscriptions.clear();
				},
			};
		},
	};
}
