import type { RenewReply, RenewRequest } from '../state-store';
import { refusal } from './admissibility';
import { expiresAt } from './expiry';
import { openDeployment } from './memory-state';
import type { MemoryState, Ticket } from './memory-state';
import { comeBack } from './turns';

export function renew(state: MemoryState, request: RenewRequest, nowMs: number): RenewReply {
	const expiresAtMs = nowMs + request.leaseMs;
	expiresAt(state, expiresAtMs);
	for (const { attemptId } of request.attempts) {
		const lease = state.leases.get(attemptId);
		if (lease?.holder === request.holder) lease.expiresAtMs = expiresAtMs;
	}
	const reply: RenewReply = { wake: [], lost: [] };
	for (const callId of request.tickets) {
		const ticket = state.tickets.get(callId);
		if (ticket?.holder !== request.holder) {
			reply.lost.push(callId);
			continue;
		}
		ticket.expiresAtMs = expiresAtMs;
		if (ticket.passedOver === 'process') comeBack(state, ticket);
		if (couldGo(state, ticket, nowMs)) reply.wake.push(callId);
	}
	return reply;
}

/** Some deployment in whose line it stands would be granted now. */
function couldGo(state: MemoryState, ticket: Ticket, nowMs: number): boolean {
	for (const candidate of ticket.standsFor.values()) {
		const record = openDeployment(state, candidate.key, nowMs, ticket.windowMs);
		if (!refusal(candidate, record, ticket.sequence, nowMs)) return true;
	}
	return false;
}
