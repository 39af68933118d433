import { isFailure, nextBreaker } from '../../policy/breaker';
import { speedAfter } from '../../policy/measured-speed';
import type { Settlement } from '../state-store';
import { releaseLease } from './expiry';
import { openDeployment } from './memory-state';
import type { DeploymentRecord, MemoryState } from './memory-state';
import { wakeHead } from './waiting-line';

export function settle(state: MemoryState, settlement: Settlement, nowMs: number): void {
	const { attemptId, key, windowMs } = settlement;
	const record = openDeployment(state, key, nowMs, windowMs);
	const lease = state.leases.get(attemptId);
	if (!lease && record.reported.has(attemptId)) return;
	record.reported.add(attemptId, nowMs, 0);
	record.usedAtMs = nowMs;

	correctWindow(record, settlement, nowMs);
	countOutcome(record, settlement, nowMs);
	// An attempt whose lease has expired comes too late to judge: its place, a probe's too, went to others.
	if (lease) {
		releaseLease(state, lease);
		judge(record, settlement, nowMs);
	}
	record.speed = speedAfter(record.speed, settlement, nowMs);
	wakeHead(state, record);
}

function correctWindow(record: DeploymentRecord, settlement: Settlement, nowMs: number): void {
	const { attemptId, reached, tokens, sentAfterMs = 0 } = settlement;
	const { granted } = record;
	if (!reached) return granted.remove(attemptId);
	if (tokens !== undefined) granted.correct(attemptId, tokens);
	const grantedAtMs = granted.timeOf(attemptId);
	if (grantedAtMs !== undefined) granted.moveTo(attemptId, Math.min(grantedAtMs + sentAfterMs, nowMs));
}

function countOutcome(record: DeploymentRecord, { attemptId, outcome }: Settlement, nowMs: number): void {
	if (outcome.kind === 'cancelled') return;
	record.settled.add(attemptId, nowMs, isFailure(outcome) ? 1 : 0);
}

function judge(record: DeploymentRecord, settlement: Settlement, nowMs: number): void {
	const { attemptId, epoch, outcome, breaker: settings } = settlement;
	const recent = { attempts: record.settled.count, failures: record.settled.sum };
	const before = record.breaker;
	record.breaker = nextBreaker(before, { type: 'settled', attemptId, epoch, outcome, settings, recent }, nowMs);
	if (before.state === 'closed' || record.breaker.state !== 'closed') return;
	// Failures of before the cooldown would open it again at once, and times of before make it look slow for long.
	record.settled.clear();
	record.speed = undefined;
}
