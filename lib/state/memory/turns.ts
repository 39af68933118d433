import { ANSWER_WITHIN_MS } from '../../policy/held-places';
import type { DeploymentRecord, MemoryState, Ticket } from './memory-state';
import { ticketAhead, wakeHead } from './waiting-line';

/** The first call of a queue must look again when its time has come or it is woken: others wait for it. */
export function expectAnswer(state: MemoryState, callId: string, inMs: number, nowMs: number): void {
	state.turns.set(callId, nowMs + inMs + ANSWER_WITHIN_MS);
}

/** As `expectAnswer`, from now; a further wake-up puts nothing off. */
export function expectAnswerToWakeUp(state: MemoryState, callId: string, nowMs: number): void {
	if (state.tickets.get(callId)?.passedOver !== undefined) return;
	const byMs = Math.min(state.turns.get(callId) ?? Infinity, nowMs + ANSWER_WITHIN_MS);
	state.turns.set(callId, byMs);
}

/** How long until the next call is passed over unless it looks again; undefined: no call must. */
export function checkQueueMs(state: MemoryState, nowMs: number): number | undefined {
	let earliestMs = Infinity;
	for (const byMs of state.turns.values()) earliestMs = Math.min(earliestMs, byMs);
	return earliestMs === Infinity ? undefined : Math.max(1, Math.ceil(earliestMs - nowMs));
}

/** Whether others may wait for this call: it is the first of a queue, or the first that may use a deployment that cools. */
export function isAwaited(state: MemoryState, ticket: Ticket): boolean {
	for (const key of ticket.standsFor.keys()) {
		const record = state.deployments.get(key);
		if (!record) continue;
		if (record.line.oldest(() => true) === ticket || ticketAhead(record, Infinity) === ticket) return true;
	}
	return false;
}

/**
 * Takes calls that were silent for too long out of all queues, with all others of their processes: a process that was killed
 * or paused has many of them. They keep their tickets, hence their places for when they come back. One of the others is woken
 * all the same: when its process lives, they are back at once.
 */
export function passOverSilent(state: MemoryState, nowMs: number): void {
	const silent = new Map<string, Ticket | undefined>();
	for (const [callId, byMs] of state.turns) {
		if (byMs > nowMs) continue;
		state.turns.delete(callId);
		const ticket = state.tickets.get(callId);
		if (!ticket) continue;
		ticket.passedOver = 'itself';
		silent.set(ticket.holder, undefined);
	}
	if (silent.size === 0) return;
	const movedUp = new Map<DeploymentRecord, number>();
	for (const ticket of state.tickets.values()) {
		if (!silent.has(ticket.holder)) continue;
		ticket.passedOver ??= 'process';
		state.turns.delete(ticket.callId);
		if (ticket.passedOver === 'process' && !silent.get(ticket.holder)) silent.set(ticket.holder, ticket);
		stepAside(state, ticket, movedUp);
	}
	for (const [record, sequence] of movedUp) wakeHead(state, record, sequence);
	for (const other of silent.values()) if (other) state.wakes.add(other.callId);
}

function stepAside(state: MemoryState, ticket: Ticket, movedUp: Map<DeploymentRecord, number>): void {
	for (const key of ticket.standsFor.keys()) {
		const record = state.deployments.get(key);
		if (!record?.line.has(ticket)) continue;
		record.line.remove(ticket);
		movedUp.set(record, Math.min(movedUp.get(record) ?? Infinity, ticket.sequence));
	}
}

/** A call looks again, or its process renews it: it has its places again, and so have the others that were passed over with it. */
export function comeBack(state: MemoryState, back: Ticket): void {
	const records = new Set<DeploymentRecord>();
	for (const ticket of state.tickets.values()) {
		if (ticket !== back && (ticket.holder !== back.holder || ticket.passedOver !== 'process')) continue;
		ticket.passedOver = undefined;
		for (const key of ticket.standsFor.keys()) {
			const record = state.deployments.get(key);
			if (!record) continue;
			record.line.add(ticket);
			records.add(record);
		}
	}
	for (const record of records) wakeHead(state, record);
}
