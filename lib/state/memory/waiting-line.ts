import type { DeploymentRecord, MemoryState, Ticket } from './memory-state';

/**
 * Whether the breaker lets a ticket use the deployment now, or once there is room: only such tickets hold
 * back those who came later. While the deployment cools, these are the tickets that disregard its cause.
 */
export function mayUse(ticket: Ticket, { key, breaker }: DeploymentRecord): boolean {
	if (breaker.state !== 'open') return true;
	if (breaker.retryAfterUntilMs !== undefined) return false;
	const ignored: readonly string[] = ticket.standsFor.get(key)?.ignoreCooldown ?? [];
	return ignored.includes(breaker.cause);
}

/** The oldest ticket that a call of this sequence must not overtake. */
export const ticketAhead = (record: DeploymentRecord, sequence: number): Ticket | undefined =>
	record.line.oldest((ticket) => mayUse(ticket, record), sequence);

/**
 * Has the head of a line look again, since something changed there: it may go now, or its time has changed.
 * While the deployment cools, the first that may use it nevertheless looks too. Only those behind
 * `afterSequence` are woken: nothing changed for the others.
 */
export function wakeHead(state: MemoryState, record: DeploymentRecord, afterSequence = -1): void {
	if (record.line.size === 0) return;
	const heads = [record.line.oldest(() => true), record.line.oldest((ticket) => mayUse(ticket, record))];
	for (const ticket of heads) {
		if (ticket && ticket.sequence > afterSequence) state.wakes.add(ticket.callId);
	}
}

/** Takes a ticket out of one line; those behind it move up. */
export function leaveLine(state: MemoryState, ticket: Ticket, key: string): void {
	ticket.standsFor.delete(key);
	const record = state.deployments.get(key);
	if (!record) return;
	record.line.remove(ticket);
	if (ticket.passedOver === undefined) wakeHead(state, record, ticket.sequence);
}

/** Takes a ticket out of all its lines at once. */
export function removeTicket(state: MemoryState, ticket: Ticket): void {
	for (const key of [...ticket.standsFor.keys()]) leaveLine(state, ticket, key);
	state.tickets.delete(ticket.callId);
	state.turns.delete(ticket.callId);
}
