import { openEntries, type CallPlan, type PlanEntry } from '../policy/call-plan';
import type { AdmitReply, AdmitRequest, Candidate, NotAdmitted, StateStore } from '../state/state-store';
import { guarded, inBackground } from '../guarded';
import { unusedGrant } from '../state/unused-grant';
import { Alarm } from './alarm';
import { LEASE_MS, type LeaseKeeper } from './lease-keeper';
import { preferenceOf, type Preference, type PreferenceInput } from './preference';

export interface TurnInput extends PreferenceInput {
	store: StateStore;
	keeper: LeaseKeeper;
	windowMs: number;
	callId: string;
	attemptId: string;
	plan: CallPlan;
	/** What one attempt is counted as against TPM. */
	tokens: number;
	startedByHand: boolean;
	/** Time this call has spent in line already. */
	waitedMs: number;
	/** What is left of the call's own deadline; backoff counts against it, time in line does not. */
	deadlineMs: number;
	signal?: AbortSignal;
}

/**
 * How waiting for a deployment ended. `lineMs` is time in line, `backoffMs` time that counts against the deadline, `damaged`
 * the deployments whose stored state had to be thrown away.
 */
export type Turn = { lineMs: number; backoffMs: number; damaged: readonly string[] } &
	/** `askedAtMs`: when the admission that was granted was asked for. */
	(
		| { kind: 'granted'; entry: PlanEntry; epoch: number; probe: boolean; passed: NotAdmitted[]; askedAtMs: number }
		| { kind: 'refused'; reasons: NotAdmitted[] }
		/** The first of them is back only after the call's longest wait. */
		| { kind: 'too_far'; reasons: NotAdmitted[]; availableInMs: number }
		/** `availableInMs`: when the first of them is free, where that is known. */
		| { kind: 'queue_timeout'; reasons: NotAdmitted[]; availableInMs?: number }
		/** The next retry would start after the deadline. */
		| { kind: 'deadline'; availableInMs: number }
		| { kind: 'cancelled' }
	);

/**
 * A grant that is read so much later than it was asked for, since the process was paused or busy, is given back: its place in
 * the window is that of then, and with a request of now the window would hold too many.
 */
const STALE_GRANT_MS = 1_000;

/**
 * Waits until the state store grants a deployment, at most as long as the call may stand in line. Untried
 * deployments that can answer now go first; then the line opens for all that are left. At the end of the wait
 * all priorities are looked at once more, whatever patience is left: better overflow than fail.
 */
export async function waitForTurn(input: TurnInput): Promise<Turn> {
	const { store, keeper, clock, plan, signal } = input;
	const startedAtMs = clock.now();
	const preference = preferenceOf(input, openEntries(plan));
	const { entries } = preference;
	const untried = entries.filter((entry) => entry.attempts === 0);
	const backoffEndsAtMs = Math.min(...entries.map((entry) => Math.max(entry.notBeforeMs, startedAtMs)));
	const spent = () => {
		const nowMs = clock.now();
		const backoffMs = Math.max(0, Math.min(backoffEndsAtMs, nowMs) - startedAtMs);
		return { lineMs: nowMs - startedAtMs - backoffMs, backoffMs, damaged };
	};
	const damaged: string[] = [];
	let askedAtMs = startedAtMs;
	/** @param last the wait is over: a full priority is not waited for any longer */
	const admit = async (open: PlanEntry[], wait: boolean, last = !wait): Promise<AdmitReply> => {
		askedAtMs = clock.now();
		const waitedMs = last ? Infinity : input.waitedMs + spent().lineMs;
		const request = toAdmitRequest(input, { ...preference, entries: open }, wait, waitedMs);
		let reply = await store.admit(request);
		if (reply.kind === 'granted' && clock.now() - askedAtMs > STALE_GRANT_MS) {
			// Once: a process that is always so slow would else never use a grant.
			await store.settle(unusedGrant(request, reply));
			askedAtMs = clock.now();
			reply = await store.admit(request);
		}
		damaged.push(...(reply.damaged ?? []));
		keeper.checkQueue(reply);
		return reply;
	};
	const granted = (reply: Extract<AdmitReply, { kind: 'granted' }>): Turn => ({
		...spent(),
		kind: 'granted',
		entry: entries.find((entry) => entry.deployment.id === reply.key)!,
		epoch: reply.epoch,
		probe: reply.probe,
		passed: reply.passed,
		askedAtMs,
	});

	if (untried.length > 0 && untried.length < entries.length) {
		const reply = await admit(untried, false, false);
		if (reply.kind === 'granted') return granted(reply);
	}
	if (backoffEndsAtMs - startedAtMs >= input.deadlineMs)
		return { ...spent(), kind: 'deadline', availableInMs: backoffEndsAtMs - startedAtMs };

	const alarm = new Alarm(clock);
	const unsubscribe = store.onWake(input.callId, () => alarm.ring());
	const onAbort = guarded('the cancellation of a call', () => alarm.ring());
	signal?.addEventListener('abort', onAbort, { once: true });
	const lineEndsAtMs = Math.max(
		backoffEndsAtMs,
		startedAtMs + Math.max(0, input.group.maxQueueWaitMs - input.waitedMs),
	);
	let inLine = false;
	try {
		for (;;) {
			if (signal?.aborted) return { ...spent(), kind: 'cancelled' };
			const leftMs = lineEndsAtMs - clock.now();
			const reply = await admit(entries, leftMs > 0);
			inLine = reply.kind === 'waiting';
			if (reply.kind === 'granted') return granted(reply);
			if (signal?.aborted) return { ...spent(), kind: 'cancelled' };
			const availableInMs = earliest(reply.reasons);
			if (reply.kind === 'refused') {
				if (leftMs > 0 || isHopeless(reply.reasons)) return { ...spent(), kind: 'refused', reasons: reply.reasons };
				return { ...spent(), kind: 'queue_timeout', reasons: reply.reasons, availableInMs };
			}
			if (availableInMs !== undefined && availableInMs > leftMs)
				return { ...spent(), kind: 'too_far', reasons: reply.reasons, availableInMs };
			keeper.holdTicket(input.callId, () => alarm.ring());
			keeper.checkQueue(reply); // once more: only now it holds a ticket
			await alarm.wait(Math.min(leftMs, reply.lookAgainMs ?? Infinity));
		}
	} finally {
		unsubscribe();
		signal?.removeEventListener('abort', onAbort);
		keeper.releaseTicket(input.callId);
		// Where it fails, the ticket ends by itself when it is not renewed.
		if (inLine)
			inBackground('a way out of the queue', async () =>
				keeper.checkQueue(await store.leave({ callId: input.callId })),
			);
	}
}

function toAdmitRequest(
	input: TurnInput,
	{ entries, ...order }: Preference,
	wait: boolean,
	waitedMs: number,
): AdmitRequest {
	const nowMs = input.clock.now();
	return {
		callId: input.callId,
		attemptId: input.attemptId,
		holder: input.keeper.holder,
		candidates: entries.map((entry) => toCandidate(entry, input, nowMs, waitedMs)),
		...order,
		wait,
		windowMs: input.windowMs,
		leaseMs: LEASE_MS,
	};
}

function toCandidate(
	{ deployment, notBeforeMs }: PlanEntry,
	input: TurnInput,
	nowMs: number,
	waitedMs: number,
): Candidate {
	const ignoreCooldown: Candidate['ignoreCooldown'] = [];
	if (input.plan.lone) ignoreCooldown.push('failure');
	if (input.startedByHand) ignoreCooldown.push('access');
	return {
		key: deployment.id,
		priority: deployment.priority,
		rpm: deployment.limits.rpm,
		tpm: deployment.limits.tpm,
		concurrency: deployment.limits.concurrency,
		tokens: input.tokens,
		notBeforeMs: Math.max(0, notBeforeMs - nowMs),
		patienceMs: Math.max(0, deployment.patienceMs - waitedMs),
		ignoreCooldown,
	};
}

/** No time would bring a place: every limit is 0, or smaller than the call. */
function isHopeless(reasons: readonly NotAdmitted[]): boolean {
	return reasons.every(({ reason }) => reason === 'blocked' || reason === 'too_large');
}

/** When the first candidate is free, if that is known for every one of them. */
function earliest(reasons: readonly NotAdmitted[]): number | undefined {
	let earliestMs: number | undefined;
	for (const reason of reasons) {
		if (reason.reason === 'blocked' || reason.reason === 'too_large') continue;
		// A lease's end is a latest time, patience no time of the deployment's at all.
		if (reason.reason === 'concurrency' || reason.reason === 'line' || reason.reason === 'probing') return undefined;
		if (reason.reason === 'patience') return undefined;
		if (reason.untilMs === undefined) return undefined;
		earliestMs = Math.min(earliestMs ?? Infinity, reason.untilMs);
	}
	return earliestMs;
}
