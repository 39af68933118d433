/**
 * The breaker of one deployment: closed, open (cooling down), half-open (one probe decides).
 * A pure state machine. Times are milliseconds of the caller's clock.
 *
 * Every change of state raises `epoch`. A grant carries the epoch it was made in and brings it back with its
 * outcome; an outcome of another epoch speaks of a time that is over and changes nothing here, save that
 * the later deadline of a cooldown always wins.
 */
export type Breaker =
	| { state: 'closed'; epoch: number; consecutiveFailures: number }
	| {
			state: 'open';
			epoch: number;
			consecutiveFailures: number;
			cause: CooldownCause;
			/** Point in time at which it becomes half-open. */
			untilMs: number;
			/** How far ahead `untilMs` was when it was set: it is never further ahead, whatever becomes of the clock. */
			lengthMs: number;
			/** Point in time the provider named, as long as it is ahead; `untilMs` is never before it. */
			retryAfterUntilMs?: number;
			/** Present cooldown as a multiple of `cooldownMs`: 1, 2, 4, 8, 10. */
			factor: number;
	  }
	| {
			state: 'half_open';
			epoch: number;
			consecutiveFailures: number;
			factor: number;
			/** The attempt that decides; absent: its place is free. */
			probeAttemptId?: string;
	  };

/** `failure`: failed too often; `access`: 401, 403, 404; `quota`: billing; `retry_after`: the provider named a time. */
export type CooldownCause = 'failure' | 'access' | 'quota' | 'retry_after';

export interface BreakerSettings {
	/** Consecutive failures that open, at least 1. */
	allowedFails: number;
	/** First cooldown; 0: never opens on failures. */
	cooldownMs: number;
}

export type Outcome =
	| { kind: 'success' }
	| { kind: 'failure' }
	/** Cools at once, whatever the count. `untilMs` from now. */
	| { kind: 'cool'; cause: CooldownCause; untilMs: number }
	/** A failure that says nothing about health (400, content policy): closes a half-open breaker. */
	| { kind: 'neutral' }
	/** Frees a probe's place, changes nothing else. */
	| { kind: 'cancelled' };

/** Attempts settled in the last `STATISTICS_MS`, the one being settled included. */
export interface RecentAttempts {
	attempts: number;
	failures: number;
}

export type BreakerEvent =
	/** Nothing happened but time. */
	| { type: 'time' }
	| { type: 'probe_granted'; attemptId: string }
	/** The probe's lease expired: nobody knows how it ended. */
	| { type: 'probe_lost'; attemptId: string }
	| {
			type: 'settled';
			attemptId: string;
			epoch: number;
			outcome: Outcome;
			settings: BreakerSettings;
			recent: RecentAttempts;
	  };

type Settled = Extract<BreakerEvent, { type: 'settled' }>;
type InState<S extends Breaker['state']> = Extract<Breaker, { state: S }>;

/** Span over which the share of failures is taken. */
export const STATISTICS_MS = 60_000;
/** Fewer attempts than this say nothing about a share of failures. */
export const STATISTICS_MIN_ATTEMPTS = 10;
/** A cooldown never grows beyond this multiple of `cooldownMs`. */
export const MAX_FACTOR = 10;

export const NEW_BREAKER: Breaker = Object.freeze({ state: 'closed', epoch: 0, consecutiveFailures: 0 });

/** True for outcomes that count as a failed attempt. */
export const isFailure = (outcome: Outcome): boolean => outcome.kind === 'failure' || outcome.kind === 'cool';

/** The one place where a breaker changes. Returns `breaker` itself when nothing does. */
export function nextBreaker(breaker: Breaker, event: BreakerEvent, nowMs: number): Breaker {
	const present = afterTime(breaker, nowMs);
	switch (event.type) {
		case 'time':
			return present;
		case 'probe_granted':
			return present.state === 'half_open' ? { ...present, probeAttemptId: event.attemptId } : present;
		case 'probe_lost':
			return withoutProbe(present, event.attemptId);
		case 'settled':
			return afterOutcome(withoutProbe(present, event.attemptId), event, nowMs);
	}
}

function afterTime(breaker: Breaker, nowMs: number): Breaker {
	if (breaker.state !== 'open') return breaker;
	if (nowMs < breaker.untilMs) return withoutPastRetryAfter(notBeyondItsLength(breaker, nowMs), nowMs);
	const { epoch, consecutiveFailures, factor } = breaker;
	return { state: 'half_open', epoch: epoch + 1, consecutiveFailures, factor };
}

/** After a clock that went back, a cooldown begins anew at most. */
function notBeyondItsLength(breaker: InState<'open'>, nowMs: number): InState<'open'> {
	const latestMs = nowMs + breaker.lengthMs;
	if (breaker.untilMs <= latestMs) return breaker;
	const { retryAfterUntilMs } = breaker;
	const named = retryAfterUntilMs !== undefined && { retryAfterUntilMs: Math.min(retryAfterUntilMs, latestMs) };
	return { ...breaker, ...named, untilMs: latestMs };
}

function withoutPastRetryAfter(breaker: InState<'open'>, nowMs: number): Breaker {
	const { retryAfterUntilMs, ...rest } = breaker;
	return retryAfterUntilMs === undefined || nowMs < retryAfterUntilMs ? breaker : rest;
}

function withoutProbe(breaker: Breaker, attemptId: string): Breaker {
	if (breaker.state !== 'half_open' || breaker.probeAttemptId !== attemptId) return breaker;
	const { state, epoch, consecutiveFailures, factor } = breaker;
	return { state, epoch, consecutiveFailures, factor };
}

function afterOutcome(breaker: Breaker, event: Settled, nowMs: number): Breaker {
	const { outcome, epoch } = event;
	if (epoch !== breaker.epoch) {
		return outcome.kind === 'cool' && breaker.state === 'open' ? extended(breaker, outcome, nowMs) : breaker;
	}
	switch (breaker.state) {
		case 'closed':
			return afterOutcomeWhileClosed(breaker, event, nowMs);
		case 'open':
			return afterOutcomeWhileOpen(breaker, event, nowMs);
		case 'half_open':
			return afterOutcomeWhileHalfOpen(breaker, event, nowMs);
	}
}

function afterOutcomeWhileClosed(breaker: InState<'closed'>, event: Settled, nowMs: number): Breaker {
	const { outcome, settings, recent } = event;
	const failures = breaker.consecutiveFailures + 1;
	switch (outcome.kind) {
		case 'success':
			return breaker.consecutiveFailures === 0 ? breaker : { ...breaker, consecutiveFailures: 0 };
		case 'failure': {
			const tooManyInARow = failures >= settings.allowedFails;
			const tooManyOfAll = recent.attempts >= STATISTICS_MIN_ATTEMPTS && recent.failures * 2 > recent.attempts;
			if (settings.cooldownMs > 0 && (tooManyInARow || tooManyOfAll)) {
				return opened(breaker, 'failure', settings.cooldownMs, 1, nowMs);
			}
			return { ...breaker, consecutiveFailures: failures };
		}
		case 'cool':
			return opened(breaker, outcome.cause, outcome.untilMs, 1, nowMs);
		case 'neutral':
		case 'cancelled':
			return breaker;
	}
}

/** Outcomes of calls that disregarded the cooldown. */
function afterOutcomeWhileOpen(breaker: InState<'open'>, event: Settled, nowMs: number): Breaker {
	const { outcome, settings } = event;
	switch (outcome.kind) {
		case 'success':
			return provenWell(breaker);
		case 'failure': {
			const untilMs = settings.cooldownMs * breaker.factor;
			return failedAgain(extended(breaker, { cause: 'failure', untilMs }, nowMs));
		}
		case 'cool':
			return failedAgain(extended(breaker, outcome, nowMs));
		case 'neutral':
		case 'cancelled':
			return breaker;
	}
}

function afterOutcomeWhileHalfOpen(breaker: InState<'half_open'>, event: Settled, nowMs: number): Breaker {
	const { outcome, settings } = event;
	switch (outcome.kind) {
		case 'success':
		case 'neutral':
			return closed(breaker, 0);
		case 'failure':
			// Failures do not cool here: the deployment is used as if it had never cooled.
			if (settings.cooldownMs === 0) return closed(breaker, breaker.consecutiveFailures + 1);
			return openedForLonger(breaker, settings.cooldownMs, nowMs);
		case 'cool':
			// A 429 without Retry-After; other causes have a time of their own.
			if (outcome.cause === 'failure') return openedForLonger(breaker, outcome.untilMs, nowMs);
			return opened(breaker, outcome.cause, outcome.untilMs, breaker.factor, nowMs);
		case 'cancelled':
			return breaker;
	}
}

function openedForLonger(breaker: InState<'half_open'>, cooldownMs: number, nowMs: number): Breaker {
	const factor = Math.min(breaker.factor * 2, MAX_FACTOR);
	return opened(breaker, 'failure', cooldownMs * factor, factor, nowMs);
}

function opened(breaker: Breaker, cause: CooldownCause, lengthMs: number, factor: number, nowMs: number): Breaker {
	const consecutiveFailures = breaker.consecutiveFailures + 1;
	const untilMs = nowMs + lengthMs;
	const named = cause === 'retry_after' ? { retryAfterUntilMs: untilMs } : {};
	return { state: 'open', epoch: breaker.epoch + 1, consecutiveFailures, cause, untilMs, lengthMs, factor, ...named };
}

function closed(breaker: Breaker, consecutiveFailures: number): Breaker {
	return { state: 'closed', epoch: breaker.epoch + 1, consecutiveFailures };
}

/**
 * Still the same cooldown, hence the same epoch: the later deadline wins and brings its cause. A time that the
 * provider named is kept beside a later deadline of another cause, since no call may disregard it.
 */
function extended(
	breaker: InState<'open'>,
	by: { cause: CooldownCause; untilMs: number },
	nowMs: number,
): InState<'open'> {
	const untilMs = nowMs + by.untilMs;
	const named =
		by.cause === 'retry_after' ? { retryAfterUntilMs: Math.max(untilMs, breaker.retryAfterUntilMs ?? 0) } : {};
	if (untilMs <= breaker.untilMs) return { ...breaker, ...named };
	return { ...breaker, ...named, cause: by.cause, untilMs, lengthMs: by.untilMs };
}

/** Nothing is wrong with it, but a time that the provider named is kept all the same. */
function provenWell(breaker: InState<'open'>): Breaker {
	const { retryAfterUntilMs } = breaker;
	if (retryAfterUntilMs === undefined) return closed(breaker, 0);
	return { ...breaker, consecutiveFailures: 0, cause: 'retry_after', untilMs: retryAfterUntilMs, factor: 1 };
}

function failedAgain(breaker: InState<'open'>): Breaker {
	return { ...breaker, consecutiveFailures: breaker.consecutiveFailures + 1 };
}
