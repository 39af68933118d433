import type { Clock } from '../../clock';
import type { QueueCheck, StateStore } from '../state-store';
import { admit } from './admit';
import { expire } from './expiry';
import { createMemoryState } from './memory-state';
import type { MemoryState } from './memory-state';
import { renew } from './renew';
import { settle } from './settle';
import { snapshot } from './snapshot';
import { checkQueueMs, expectAnswerToWakeUp } from './turns';
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

	const perform = <T>(verb: (state: MemoryState, nowMs: number) => T) => {
		const nowMs = clock.now();
		expire(state, nowMs);
		const reply = verb(state, nowMs);
		// Some of those to be woken may have lost their place later in the same verb.
		const woken = [...state.wakes].filter((callId) => state.tickets.has(callId));
		state.wakes.clear();
		for (const callId of woken) expectAnswerToWakeUp(state, callId, nowMs);
		wakeUps.send(woken);
		return { reply, woken: woken.length > 0, nowMs };
	};
	const queueCheck = (nowMs: number): QueueCheck => {
		const afterMs = checkQueueMs(state, nowMs);
		return afterMs === undefined ? {} : { checkQueueMs: afterMs };
	};
	const performAndCheck = <T extends object>(verb: (state: MemoryState, nowMs: number) => T): T & QueueCheck => {
		const { reply, nowMs } = perform(verb);
		return { ...reply, ...queueCheck(nowMs) };
	};

	return {
		handle() {
			const subscriptions = new Set<() => void>();
			return {
				async admit(request) {
					const { reply, woken, nowMs } = perform((present, atMs) => {
						const admitted = admit(present, request, atMs);
						present.wakes.delete(request.callId); // it has just looked
						return admitted;
					});
					return woken || reply.kind === 'waiting' ? { ...reply, ...queueCheck(nowMs) } : reply;
				},
				renew: async (request) => performAndCheck((present, nowMs) => renew(present, request, nowMs)),
				leave: async ({ callId }) =>
					performAndCheck((present) => {
						const ticket = present.tickets.get(callId);
						if (ticket) removeTicket(present, ticket);
						return {};
					}),
				settle: async (settlement) =>
					performAndCheck((present, nowMs) => {
						settle(present, settlement, nowMs);
						return {};
					}),
				snapshot: async (request) => perform((present, nowMs) => snapshot(present, request, nowMs)).reply,
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
