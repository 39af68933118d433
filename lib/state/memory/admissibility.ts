import type { Candidate, NotAdmitted } from '../state-store';
import type { DeploymentRecord, Lease } from './memory-state';
import { ticketAhead } from './waiting-line';

/**
 * Why a candidate cannot be granted now; undefined when it can. The order of the checks is part of the
 * contract: what can never be, what must not be yet, who was here first, what is full.
 * `record` is as of `nowMs`; tickets that came before `sequence` go first.
 */
export function refusal(
	candidate: Candidate,
	record: DeploymentRecord,
	sequence: number,
	nowMs: number,
): NotAdmitted | undefined {
	return (
		neverAdmissible(candidate) ??
		tooEarly(candidate) ??
		cooledDown(candidate, record, nowMs) ??
		behindOthers(candidate, record, sequence) ??
		full(candidate, record, nowMs)
	);
}

/** Refused because others use it or wait for it, not because anything is wrong with it. */
export const isFull = ({ reason }: NotAdmitted): boolean =>
	reason === 'line' || reason === 'rpm' || reason === 'tpm' || reason === 'concurrency';

function neverAdmissible(candidate: Candidate): NotAdmitted | undefined {
	const { key, rpm, tpm, concurrency, tokens } = candidate;
	if (rpm === 0 || tpm === 0 || concurrency === 0) return { key, reason: 'blocked' };
	if (tpm !== undefined && tokens > tpm) return { key, reason: 'too_large' };
	return undefined;
}

function tooEarly({ key, notBeforeMs = 0 }: Candidate): NotAdmitted | undefined {
	return notBeforeMs > 0 ? { key, reason: 'not_before', untilMs: notBeforeMs } : undefined;
}

function cooledDown(candidate: Candidate, record: DeploymentRecord, nowMs: number): NotAdmitted | undefined {
	const { key } = candidate;
	const { breaker } = record;
	if (breaker.state === 'open') {
		const { cause, untilMs, retryAfterUntilMs } = breaker;
		const ignored: readonly string[] = candidate.ignoreCooldown ?? [];
		if (!ignored.includes(cause)) return { key, reason: 'cooling', cause, untilMs: untilMs - nowMs };
		if (retryAfterUntilMs !== undefined)
			return { key, reason: 'cooling', cause: 'retry_after', untilMs: retryAfterUntilMs - nowMs };
		return undefined;
	}
	if (breaker.state === 'half_open') {
		const probe = findLease(record, breaker.probeAttemptId);
		if (probe) return { key, reason: 'probing', untilMs: probe.expiresAtMs - nowMs };
	}
	return undefined;
}

function behindOthers({ key }: Candidate, record: DeploymentRecord, sequence: number): NotAdmitted | undefined {
	return ticketAhead(record, sequence) ? { key, reason: 'line' } : undefined;
}

function full(candidate: Candidate, record: DeploymentRecord, nowMs: number): NotAdmitted | undefined {
	const { key, rpm, tpm, concurrency, tokens } = candidate;
	const { granted, windowMs } = record;
	if (rpm !== undefined && granted.count >= rpm) {
		return { key, reason: 'rpm', untilMs: granted.msUntilCountBelow(rpm, nowMs, windowMs) };
	}
	if (tpm !== undefined && granted.sum + tokens > tpm) {
		return { key, reason: 'tpm', untilMs: granted.msUntilSumAtMost(tpm - tokens, nowMs, windowMs) };
	}
	if (concurrency !== undefined && record.leases.size >= concurrency) return { key, reason: 'concurrency' };
	return undefined;
}

function findLease(record: DeploymentRecord, attemptId: string | undefined): Lease | undefined {
	for (const lease of record.leases) if (lease.attemptId === attemptId) return lease;
	return undefined;
}
