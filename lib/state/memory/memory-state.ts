import { NEW_BREAKER, STATISTICS_MS, nextBreaker } from '../../policy/breaker';
import type { Breaker } from '../../policy/breaker';
import { FORGET_MS } from '../../policy/held-places';
import type { MeasuredSpeed } from '../../policy/measured-speed';
import { SlidingWindow } from '../../policy/sliding-window';
import type { Limits } from '../../types/deployment';
import type { Candidate } from '../state-store';
import { Line } from './line';

/** The right to use a deployment once, until it is settled or expires. */
export interface Lease {
	attemptId: string;
	key: string;
	holder: string;
	epoch: number;
	probe: boolean;
	expiresAtMs: number;
}

/** A call's place in line; one for all the lines it stands in. */
export interface Ticket {
	callId: string;
	holder: string;
	/** Order of arrival. */
	sequence: number;
	expiresAtMs: number;
	windowMs: number;
	/** Deployments in whose queues it waits, as the call sees them. */
	standsFor: Map<string, Candidate>;
	/**
	 * Set while it is out of all queues, until it comes back to its old places: `itself`: it was silent when it should have
	 * looked again; `process`: another call of its process was.
	 */
	passedOver?: 'itself' | 'process';
}

/** All that is known of one deployment. */
export interface DeploymentRecord {
	key: string;
	breaker: Breaker;
	/** Attempts granted, with their tokens. */
	granted: SlidingWindow;
	/** Attempts settled in the last `STATISTICS_MS`; weight 1 for a failure. Emptied when the breaker closes. */
	settled: SlidingWindow;
	/** Attempts reported in the last `STATISTICS_MS`, so that none counts twice. */
	reported: SlidingWindow;
	leases: Set<Lease>;
	line: Line<Ticket>;
	/** Absent: not measured, or not since a cooldown. */
	speed?: MeasuredSpeed;
	/** As last asked for; `granted` holds entries for so long. */
	windowMs: number;
	/** Of the call that looked at it last. */
	limits: Limits;
	/** Last grant, settlement or change of limits. */
	usedAtMs: number;
}

export interface MemoryState {
	deployments: Map<string, DeploymentRecord>;
	/** By attempt. */
	leases: Map<string, Lease>;
	/** By call. */
	tickets: Map<string, Ticket>;
	/** By call: until when it must look again, or is passed over. Of the first calls of queues only. */
	turns: Map<string, number>;
	nextSequence: number;
	/** No lease or ticket expires earlier. */
	nextExpiryMs: number;
	nextSweepMs: number;
	/** The time of the verb before. */
	latestMs: number;
	/** Calls to be woken when the present verb is done. */
	wakes: Set<string>;
}

export const createMemoryState = (): MemoryState => ({
	deployments: new Map(),
	leases: new Map(),
	tickets: new Map(),
	turns: new Map(),
	nextSequence: 0,
	nextExpiryMs: Infinity,
	nextSweepMs: 0,
	latestMs: -Infinity,
	wakes: new Set(),
});

/** A deployment as it is now, or undefined when nothing is known of it. */
export function findDeployment(state: MemoryState, key: string, nowMs: number): DeploymentRecord | undefined {
	const record = state.deployments.get(key);
	if (!record) return undefined;
	takeAheadAsNow(record, nowMs);
	if (isForgotten(record, nowMs)) return undefined;
	const before = record.breaker;
	record.breaker = nextBreaker(before, { type: 'time' }, nowMs);
	// The hour begins with the end of a cooldown, however long that was: its probe is still to come.
	if (before.state === 'open' && record.breaker.state !== 'open')
		record.usedAtMs = Math.max(record.usedAtMs, before.untilMs);
	record.settled.expire(nowMs, STATISTICS_MS);
	record.reported.expire(nowMs, STATISTICS_MS);
	return record;
}

/** A deployment as it is now, its window cut to `windowMs`; a new one when nothing is known of it. */
export function openDeployment(state: MemoryState, key: string, nowMs: number, windowMs: number): DeploymentRecord {
	let record = findDeployment(state, key, nowMs);
	if (!record) {
		record = {
			key,
			breaker: NEW_BREAKER,
			granted: new SlidingWindow(),
			settled: new SlidingWindow(),
			reported: new SlidingWindow(),
			leases: new Set(),
			line: new Line(),
			windowMs,
			limits: {},
			usedAtMs: nowMs,
		};
		state.deployments.set(key, record);
	}
	record.windowMs = windowMs;
	record.granted.expire(nowMs, windowMs);
	return record;
}

/** After a clock that went back; the breaker and the windows see to their own times. */
function takeAheadAsNow(record: DeploymentRecord, nowMs: number): void {
	const { speed } = record;
	record.usedAtMs = Math.min(record.usedAtMs, nowMs);
	if (speed !== undefined && speed.measuredAtMs > nowMs) record.speed = { ...speed, measuredAtMs: nowMs };
}

export function isForgotten(record: DeploymentRecord, nowMs: number): boolean {
	if (record.leases.size > 0 || record.line.size > 0) return false;
	const coolsUntilMs = record.breaker.state === 'open' ? record.breaker.untilMs : 0;
	return nowMs >= Math.max(record.usedAtMs, coolsUntilMs) + FORGET_MS;
}
