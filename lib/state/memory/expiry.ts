import { nextBreaker } from '../../policy/breaker';
import { LONGEST_LEASE_MS, NOTABLE_JUMP_MS } from '../../policy/held-places';
import { findDeployment, isForgotten } from './memory-state';
import type { Lease, MemoryState } from './memory-state';
import { passOverSilent } from './turns';
import { removeTicket, wakeHead } from './waiting-line';

/** Between two looks for deployments that are idle. */
const SWEEP_INTERVAL_MS = 60_000;

/** Every verb begins with this: what was not renewed in time, and what is long past, is gone. */
export function expire(state: MemoryState, nowMs: number): void {
	if (nowMs < state.latestMs) afterClockWentBack(state, nowMs);
	state.latestMs = nowMs;
	if (nowMs >= state.nextExpiryMs) expireHeld(state, nowMs);
	passOverSilent(state, nowMs);
	if (nowMs >= state.nextSweepMs) sweep(state, nowMs);
}

/** Remembers that a lease or ticket expires then. */
export function expiresAt(state: MemoryState, atMs: number): void {
	state.nextExpiryMs = Math.min(state.nextExpiryMs, atMs);
}

/** Gives a lease's place back. */
export function releaseLease(state: MemoryState, lease: Lease): void {
	state.leases.delete(lease.attemptId);
	state.deployments.get(lease.key)?.leases.delete(lease);
}

/**
 * Leases and tickets last as if they had been renewed now, at most. After a jump that matters every waiting call looks again,
 * since the times that it was given are wrong.
 */
function afterClockWentBack(state: MemoryState, nowMs: number): void {
	const latestMs = nowMs + LONGEST_LEASE_MS;
	let aheadMs = 0;
	for (const held of [...state.leases.values(), ...state.tickets.values()]) {
		aheadMs = Math.max(aheadMs, held.expiresAtMs - latestMs);
		held.expiresAtMs = Math.min(held.expiresAtMs, latestMs);
	}
	state.nextExpiryMs = Math.min(state.nextExpiryMs, latestMs);
	state.nextSweepMs = Math.min(state.nextSweepMs, nowMs + SWEEP_INTERVAL_MS);
	if (aheadMs <= NOTABLE_JUMP_MS) return;
	state.turns.clear();
	for (const callId of state.tickets.keys()) state.wakes.add(callId);
}

function expireHeld(state: MemoryState, nowMs: number): void {
	state.nextExpiryMs = Infinity;
	for (const lease of state.leases.values()) {
		if (lease.expiresAtMs <= nowMs) expireLease(state, lease, nowMs);
		else expiresAt(state, lease.expiresAtMs);
	}
	for (const ticket of state.tickets.values()) {
		if (ticket.expiresAtMs <= nowMs) removeTicket(state, ticket);
		else expiresAt(state, ticket.expiresAtMs);
	}
}

/** Its attempt may still reach the provider, so its entry in the window stays. */
function expireLease(state: MemoryState, lease: Lease, nowMs: number): void {
	const record = findDeployment(state, lease.key, nowMs);
	releaseLease(state, lease);
	if (!record) return;
	record.breaker = nextBreaker(record.breaker, { type: 'probe_lost', attemptId: lease.attemptId }, nowMs);
	wakeHead(state, record);
}

function sweep(state: MemoryState, nowMs: number): void {
	state.nextSweepMs = nowMs + SWEEP_INTERVAL_MS;
	for (const [key, record] of state.deployments) {
		record.granted.expire(nowMs, record.windowMs);
		findDeployment(state, key, nowMs);
		if (isForgotten(record, nowMs)) state.deployments.delete(key);
	}
}
