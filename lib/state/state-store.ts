import type { BreakerSettings, CooldownCause, Outcome } from '../policy/breaker';
import type { Limits } from '../types/deployment';

/** Part of this port; they live beside the breaker, the pure policy that gives them their meaning. */
export type { BreakerSettings, CooldownCause, Outcome };

/**
 * The port behind which cooldown, limits and the line live. Its verbs are atomic and its data is plain
 * JSON, so that a twin can keep it in this process (`memory/`) or in Redis. Both pass one contract test.
 *
 * Times in requests and replies are durations in milliseconds, never points in time: the store has a
 * clock of its own. Keys are deployment identities (`Deployment.id`), shared by all groups.
 *
 * Promises of every store
 * - The verbs are idempotent by `callId` and `attemptId`: said twice, they count once.
 * - RPM and TPM hold over every window, not per clock minute. Every grant is counted, whether the call that
 *   got it has a limit or not, since calls with other settings share the counters.
 * - A ticket keeps its place until it is granted, leaves, or its holder stops renewing it.
 * - On one deployment a later call never overtakes an earlier ticket that may use it, unless that one was silent: when the first
 *   call of a queue does not look again within `ANSWER_WITHIN_MS` of its wake-up or of the time it was given, it is passed over
 *   with all waiting calls of its process. They have their places again when one of them looks or is renewed. Only tickets in
 *   queues count as waiting.
 * - A clock that goes back lengthens nothing beyond its own maximum: a window, a cooldown, a lease begin anew at most.
 * - A settled attempt is remembered for 60 s, so that its report counts once; a deployment that nobody
 *   used, waited for or cooled for an hour is forgotten.
 * - How fast a deployment is, is measured with every attempt settled, whatever its call's order.
 */
export interface StateStore {
	/** Grants the first admissible candidate, or gives a place in line, or refuses. */
	admit(request: AdmitRequest): Promise<AdmitReply>;
	/**
	 * Keeps leases and tickets of a holder alive. Unknown ones are ignored. With none it only sees to what has ended and to
	 * queues whose first call is silent.
	 */
	renew(request: RenewRequest): Promise<RenewReply>;
	/** Gives up a place in line, everywhere. Unknown calls are ignored. */
	leave(request: { callId: string }): Promise<QueueCheck>;
	/** Reports how an attempt ended and gives its place back. A second report of the same attempt changes nothing. */
	settle(settlement: Settlement): Promise<QueueCheck>;
	/** The present state of deployments, in the order asked for. */
	snapshot(request: SnapshotRequest): Promise<DeploymentState[]>;
	/**
	 * Calls `wake` when the ticket of `callId` should be admitted again; the returned function ends it.
	 * Never from inside a verb; now and then for nothing. Subscribe before admitting, so that none is missed.
	 */
	onWake(callId: string, wake: () => void): () => void;
	/** Why less is promised at present than was asked for, in a sentence; undefined when all is well. */
	readonly degraded?: string;
	/** Ends this handle: its timers and connections. Tickets and leases it holds die when they expire. */
	close(): Promise<void>;
}

/** One deployment that may serve the call, with the limits of this call's configuration. */
export interface Candidate {
	key: string;
	/** 1 is tried first. Candidates come sorted by it, inside a priority in order of preference. */
	priority: number;
	/** Requests in every window; absent: no limit; 0: blocked. */
	rpm?: number;
	/** Tokens in every window; absent: no limit; 0: blocked. */
	tpm?: number;
	/** Requests at the same time; absent: no limit; 0: blocked. */
	concurrency?: number;
	/** What is counted against `tpm` until the real figure is known. */
	tokens: number;
	/** Not before this long from now (backoff, Retry-After); absent or 0: now. */
	notBeforeMs?: number;
	/** While this priority is full (not: cooling), wait this much longer before looking at the next; absent: 0. */
	patienceMs?: number;
	/** Causes of cooldown that this call disregards. Never `retry_after`. */
	ignoreCooldown?: Array<Exclude<CooldownCause, 'retry_after'>>;
}

export interface AdmitRequest {
	callId: string;
	/** The same attempt asks again with the same id, after a wake-up or when a reply was lost. */
	attemptId: string;
	/** The process that asks; its death is noticed when it stops renewing. */
	holder: string;
	candidates: Candidate[];
	/**
	 * Inside a priority, each time the call looks. `given`: as listed; `least_used`: the largest share of limits left first;
	 * `lowest_latency`: the least time expected for `expectedOutputTokens` first (`expectedLatencies`). Equals as listed.
	 */
	order: 'given' | 'least_used' | 'lowest_latency';
	/** For `lowest_latency`. Absent: only the first token counts. */
	expectedOutputTokens?: number;
	/** False: refuse instead of giving a place in line. */
	wait: boolean;
	/**
	 * Length of the window that `rpm` and `tpm` hold over: 60,250 in production (60 s and the way to the provider).
	 * The same in all requests to a store: what is older than the length last named is forgotten.
	 */
	windowMs: number;
	/** A lease or ticket not renewed for this long is free again. At most `LONGEST_LEASE_MS`. */
	leaseMs: number;
}

/** Of every reply after which the first call of a queue may be silent. */
export interface QueueCheck {
	/** Renew after this time, with nothing if nothing is held: a call that is silent until then is passed over. Absent: no need. */
	checkQueueMs?: number;
}

export type NotAdmitted =
	/** `untilMs` from now; absent: unknown, a wake-up tells. */
	| { key: string; reason: 'rpm' | 'tpm' | 'concurrency' | 'line'; untilMs?: number }
	| { key: string; reason: 'cooling'; cause: CooldownCause; untilMs: number }
	/** Half-open, and another attempt is the probe. */
	| { key: string; reason: 'probing'; untilMs: number }
	| { key: string; reason: 'not_before'; untilMs: number }
	/** Lower priority, and the one above is only full. */
	| { key: string; reason: 'patience'; untilMs: number }
	/** A limit of 0. */
	| { key: string; reason: 'blocked' }
	/** The call alone is larger than the limit. */
	| { key: string; reason: 'too_large' };

export type AdmitReply = QueueCheck & {
	/** Deployments whose stored state was damaged and was thrown away since this handle's last admission; absent: none. */
	damaged?: string[];
} &
	/**
	 * `epoch` is the breaker's: it goes back with the settlement. `passed`: the candidates looked at before
	 * this one, and why each was not granted (empty when a lost reply is repeated).
	 */
	(
		| { kind: 'granted'; key: string; epoch: number; probe: boolean; passed: NotAdmitted[] }
		/** In line. Admit again on wake-up, and in any case after `lookAgainMs` when given. */
		| { kind: 'waiting'; lookAgainMs?: number; reasons: NotAdmitted[] }
		/** Nobody in line can ever be served (blocked or too large), or `wait` was false. */
		| { kind: 'refused'; reasons: NotAdmitted[] }
	);

export interface RenewRequest {
	holder: string;
	leaseMs: number;
	/** Attempts that hold a lease. */
	attempts: Array<{ attemptId: string; key: string }>;
	/** Calls that stand in line. */
	tickets: string[];
}

export interface RenewReply extends QueueCheck {
	/** Tickets that should be admitted again: makes good a lost wake-up. */
	wake: string[];
	/** Tickets the store no longer knows (expired): admit again, at the end of the line. */
	lost: string[];
}

export interface Settlement {
	callId: string;
	attemptId: string;
	key: string;
	epoch: number;
	outcome: Outcome;
	breaker: BreakerSettings;
	/** False: the request never reached the provider, its place in the windows is given back. */
	reached: boolean;
	/** Real tokens; undefined: the admission's figure stays. */
	tokens?: number;
	/**
	 * How long after the admission was asked for the request was on its way to the provider; the attempt counts in the
	 * windows from then on, as it does there. Absent: from the admission; right for what is quicker than the allowance for the way.
	 */
	sentAfterMs?: number;
	/** From the request to the end of the attempt. */
	latencyMs: number;
	/** Absent: none came. */
	timeToFirstTokenMs?: number;
	/** Of the answer, from the first token that came on; absent: unknown, the pace stays as it was measured before. */
	outputTokens?: number;
	/** As in `AdmitRequest`. */
	windowMs: number;
}

export interface SnapshotRequest {
	keys: string[];
	/** As in `AdmitRequest`. */
	windowMs: number;
}

/** What the store knows of one deployment. A deployment never used is `closed` with zeros. */
export interface DeploymentState {
	key: string;
	breaker:
		| { state: 'closed' }
		| { state: 'open'; cause: CooldownCause; untilMs: number }
		| { state: 'half_open'; probing: boolean };
	epoch: number;
	consecutiveFailures: number;
	/** Attempts and failures settled in the last 60 s. */
	recentAttempts: number;
	recentFailures: number;
	requestsInWindow: number;
	tokensInWindow: number;
	inFlight: number;
	/** Tickets that stand in this deployment's line. */
	waiting: number;
	/** Mean time to the first token of late (`speedAfter`). Absent: not measured in the last 15 minutes. */
	firstTokenMs?: number;
	/** Mean time for every further token. Absent: as above, or no answer had several. */
	perTokenMs?: number;
	/**
	 * Of the call that looked at this deployment last, granted or not: calls with other settings may have others. None are
	 * known after an hour in which nobody used, waited for or cooled the deployment, until a call looks at it again.
	 */
	limits: Limits;
}
