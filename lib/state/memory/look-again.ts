import type { NotAdmitted } from '../state-store';
import type { DeploymentRecord, Lease, MemoryState, Ticket } from './memory-state';
import { ticketAhead } from './waiting-line';

/**
 * When a waiting call must look again although nobody wakes it: the earliest of what it knows by the clock,
 * and of what would go unnoticed, the death of those whose end it waits for. Whole milliseconds, rounded up.
 */
export function lookAgainMs(
	state: MemoryState,
	ticket: Ticket,
	reasons: readonly NotAdmitted[],
	nowMs: number,
): number | undefined {
	const waits = reasons.map((reason) => waitFor(reason, state.deployments.get(reason.key), ticket, nowMs));
	const earliestMs = Math.min(...waits);
	return earliestMs === Infinity ? undefined : Math.ceil(earliestMs);
}

function waitFor(reason: NotAdmitted, record: DeploymentRecord | undefined, ticket: Ticket, nowMs: number): number {
	const untilExpiry = (held: { expiresAtMs: number } | undefined) => (held ? held.expiresAtMs - nowMs : Infinity);
	switch (reason.reason) {
		case 'blocked':
		case 'too_large':
			return Infinity;
		case 'not_before':
		case 'patience':
			return reason.untilMs;
		case 'rpm':
		case 'tpm':
			return reason.untilMs ?? Infinity;
		case 'concurrency':
			return untilExpiry(record && earliest(record.leases));
		case 'line':
			return untilExpiry(record && ticketAhead(record, ticket.sequence));
		case 'cooling':
		case 'probing': {
			// Whoever stands at the head looks when the time has come, and the others move up one by one.
			const ahead = record?.line.oldest(() => true, ticket.sequence);
			return ahead ? Math.max(reason.untilMs, untilExpiry(ahead)) : reason.untilMs;
		}
	}
}

function earliest(leases: Iterable<Lease>): Lease | undefined {
	let first: Lease | undefined;
	for (const lease of leases) if (!first || lease.expiresAtMs < first.expiresAtMs) first = lease;
	return first;
}
