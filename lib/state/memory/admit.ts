import { ascending } from '../../policy/ascending';
import { nextBreaker } from '../../policy/breaker';
import { expectedLatencies } from '../../policy/expected-latency';
import { usedShare } from '../../policy/used-share';
import type { AdmitReply, AdmitRequest, Candidate, NotAdmitted } from '../state-store';
import { isFull, refusal } from './admissibility';
import { expiresAt } from './expiry';
import { lookAgainMs } from './look-again';
import { openDeployment } from './memory-state';
import type { DeploymentRecord, Lease, MemoryState, Ticket } from './memory-state';
import { noteLimits } from './note-limits';
import { comeBack, expectAnswer, isAwaited } from './turns';
import { leaveLine, removeTicket } from './waiting-line';

export function admit(state: MemoryState, request: AdmitRequest, nowMs: number): AdmitReply {
	const held = state.leases.get(request.attemptId);
	if (held) {
		held.expiresAtMs = nowMs + request.leaseMs;
		expiresAt(state, held.expiresAtMs);
		return grantOf(held, []);
	}
	const ticket = state.tickets.get(request.callId);
	if (ticket?.passedOver !== undefined) comeBack(state, ticket);
	const sequence = ticket?.sequence ?? state.nextSequence;
	const reasons: NotAdmitted[] = [];
	let patienceMs = 0;
	for (const group of byPriority(request.candidates)) {
		if (patienceMs > 0) {
			for (const { key } of group) reasons.push({ key, reason: 'patience', untilMs: patienceMs });
			continue;
		}
		for (const { candidate, record } of inOrder(state, request, group, nowMs)) {
			noteLimits(record, candidate, nowMs);
			const reason = refusal(candidate, record, sequence, nowMs);
			if (!reason) return grant(state, request, candidate, record, reasons, nowMs);
			reasons.push(reason);
			if (isFull(reason)) patienceMs = Math.max(patienceMs, candidate.patienceMs ?? 0);
		}
	}
	if (!request.wait || reasons.every(isForEver)) {
		if (ticket) removeTicket(state, ticket);
		return { kind: 'refused', reasons };
	}
	return standInLine(state, request, reasons, nowMs);
}

const isForEver = ({ reason }: NotAdmitted): boolean => reason === 'blocked' || reason === 'too_large';

/** Refusals that end by themselves or by others: worth a place in that line. */
const isWorthWaiting = (reason: NotAdmitted): boolean =>
	isFull(reason) || reason.reason === 'cooling' || reason.reason === 'probing';

function byPriority(candidates: readonly Candidate[]): Candidate[][] {
	const groups: Candidate[][] = [];
	for (const candidate of candidates) {
		const last = groups[groups.length - 1];
		if (last?.[0]?.priority === candidate.priority) last.push(candidate);
		else groups.push([candidate]);
	}
	return groups;
}

interface Choice {
	candidate: Candidate;
	record: DeploymentRecord;
}

function inOrder(state: MemoryState, request: AdmitRequest, group: readonly Candidate[], nowMs: number): Choice[] {
	const choices = group.map((candidate) => {
		const record = openDeployment(state, candidate.key, nowMs, request.windowMs);
		return { candidate, record };
	});
	if (request.order === 'given' || choices.length < 2) return choices;
	const figures = request.order === 'least_used' ? usedShares(choices) : latencies(choices, request, nowMs);
	return choices
		.map((choice, i) => ({ choice, figure: figures[i]! }))
		.sort((a, b) => ascending(a.figure, b.figure))
		.map(({ choice }) => choice);
}

function usedShares(choices: readonly Choice[]): number[] {
	return choices.map(({ candidate, record: { granted, leases } }) =>
		usedShare({ requests: granted.count, tokens: granted.sum, inFlight: leases.size }, candidate),
	);
}

function latencies(choices: readonly Choice[], { expectedOutputTokens = 0 }: AdmitRequest, nowMs: number): number[] {
	const contenders = choices.map(({ record: { speed, breaker, leases } }) => ({
		speed,
		breaker,
		inFlight: leases.size,
	}));
	return expectedLatencies(contenders, expectedOutputTokens, nowMs);
}

function grant(
	state: MemoryState,
	request: AdmitRequest,
	candidate: Candidate,
	record: DeploymentRecord,
	passed: NotAdmitted[],
	nowMs: number,
): AdmitReply {
	const { attemptId, callId, holder, leaseMs } = request;
	const probe = record.breaker.state === 'half_open';
	if (probe) record.breaker = nextBreaker(record.breaker, { type: 'probe_granted', attemptId }, nowMs);
	const { epoch } = record.breaker;
	const lease: Lease = { attemptId, key: record.key, holder, epoch, probe, expiresAtMs: nowMs + leaseMs };
	expiresAt(state, lease.expiresAtMs);
	state.leases.set(attemptId, lease);
	record.leases.add(lease);
	record.granted.add(attemptId, nowMs, candidate.tokens);
	record.usedAtMs = nowMs;
	const ticket = state.tickets.get(callId);
	if (ticket) removeTicket(state, ticket);
	return grantOf(lease, passed);
}

const grantOf = ({ key, epoch, probe }: Lease, passed: NotAdmitted[]): AdmitReply => ({
	kind: 'granted',
	key,
	epoch,
	probe,
	passed,
});

function standInLine(state: MemoryState, request: AdmitRequest, reasons: NotAdmitted[], nowMs: number): AdmitReply {
	const ticket = takeTicket(state, request, nowMs);
	const keys = new Set(reasons.filter(isWorthWaiting).map(({ key }) => key));
	for (const key of [...ticket.standsFor.keys()]) if (!keys.has(key)) leaveLine(state, ticket, key);
	for (const candidate of request.candidates) {
		if (!keys.has(candidate.key)) continue;
		ticket.standsFor.set(candidate.key, structuredClone(candidate));
		state.deployments.get(candidate.key)?.line.add(ticket);
	}
	const againMs = lookAgainMs(state, ticket, reasons, nowMs);
	if (againMs !== undefined && isAwaited(state, ticket)) expectAnswer(state, ticket.callId, againMs, nowMs);
	else state.turns.delete(ticket.callId);
	return { kind: 'waiting', ...(againMs !== undefined && { lookAgainMs: againMs }), reasons };
}

/** The call's ticket, kept alive; a new one at the end of the line when it has none. */
function takeTicket(state: MemoryState, request: AdmitRequest, nowMs: number): Ticket {
	const { callId, holder, leaseMs, windowMs } = request;
	const ticket = state.tickets.get(callId) ?? {
		callId,
		holder,
		sequence: state.nextSequence++,
		expiresAtMs: 0,
		windowMs,
		standsFor: new Map(),
	};
	ticket.holder = holder;
	ticket.windowMs = windowMs;
	ticket.expiresAtMs = nowMs + leaseMs;
	expiresAt(state, ticket.expiresAtMs);
	state.tickets.set(callId, ticket);
	return ticket;
}
