import type { Outcome } from './breaker';

/** How fast a deployment has answered of late: means in which the latest answers weigh most. */
export interface MeasuredSpeed {
	/** From the request to the first token. */
	firstTokenMs: number;
	/** For every token after the first; absent: no answer had several. */
	perTokenMs?: number;
	/** By the clock of the store that keeps it. */
	measuredAtMs: number;
	/** Counted up to `WARM_UP_ANSWERS`; before that, from 0 again after an attempt that came to nothing for long. */
	answers: number;
}

/** What an attempt tells of its deployment's speed: of its `Settlement`. */
export interface TimedAttempt {
	outcome: Outcome;
	latencyMs: number;
	timeToFirstTokenMs?: number;
	outputTokens?: number;
}

/**
 * What was not measured again for so long counts as not measured. Long beside the pauses of a workflow that runs every
 * few minutes, so that its calls are not spent on measuring; short beside the hours in which a service's load changes.
 */
export const SPEED_FRESH_MS = 900_000;

/**
 * The first answer is often slow for once (a connection to open, a model to load), so the faster of the first two counts.
 * After a pause one is enough.
 */
export const WARM_UP_ANSWERS = 2;

/**
 * How much of a mean a new measurement makes up. Faster ones weigh more: a slow answer may be a chance (a cold start, a busy
 * moment), a fast one shows what can be.
 */
export const WEIGHT_OF_SLOWER = 0.3;
export const WEIGHT_OF_FASTER = 0.5;
/**
 * A slower answer counts as so many means at most: one alone, however slow, raises the mean 1.6-fold, three in a row four-fold.
 * The fastest would else be left, until exploration finds it again, for a single hitch.
 */
export const MOST_MEANS = 3;
/** The least that a mean is taken for in this: a multiple of nothing is nothing. */
export const LEAST_MEAN_MS = 1;
/** Shorter answers tell less of the pace, since their few tokens come in one packet: they weigh in proportion. */
export const FULL_WEIGHT_TOKENS = 32;
/** Where nothing is known, an attempt that ended sooner without an answer tells nothing of how long one takes. */
export const NOTABLE_MS = 1_000;

/** The speed as far as it still counts. */
export function freshSpeed(speed: MeasuredSpeed | undefined, nowMs: number): MeasuredSpeed | undefined {
	return speed !== undefined && nowMs - speed.measuredAtMs < SPEED_FRESH_MS ? speed : undefined;
}

/**
 * The speed after an attempt. An answer is a measurement. What ended without one would have taken longer still, so it only
 * makes the deployment look slower; a request that was at fault itself tells nothing, nor does an answer that nobody
 * wanted to read to its end.
 */
export function speedAfter(
	before: MeasuredSpeed | undefined,
	attempt: TimedAttempt,
	nowMs: number,
): MeasuredSpeed | undefined {
	const { outcome, latencyMs, timeToFirstTokenMs } = attempt;
	switch (outcome.kind) {
		case 'success':
			return afterAnswer(before, attempt, nowMs);
		case 'neutral':
			return before;
		case 'cancelled':
			return timeToFirstTokenMs === undefined ? afterSilence(before, latencyMs, nowMs) : before;
		case 'failure':
		case 'cool':
			return afterSilence(before, latencyMs, nowMs);
	}
}

function afterAnswer(before: MeasuredSpeed | undefined, attempt: TimedAttempt, nowMs: number): MeasuredSpeed {
	const { latencyMs, timeToFirstTokenMs = latencyMs, outputTokens = 0 } = attempt;
	const speed = freshSpeed(before, nowMs);
	const answers = before?.answers ?? 0;
	const furtherTokens = outputTokens - 1;
	const pacedMs = (latencyMs - timeToFirstTokenMs) / furtherTokens;
	const share = Math.min(1, furtherTokens / FULL_WEIGHT_TOKENS);
	const perTokenMs =
		furtherTokens > 0 ? meanOfAnswers(speed?.perTokenMs, pacedMs, ageOf(speed, nowMs), share) : speed?.perTokenMs;
	const startsAnew = speed !== undefined && answers < WARM_UP_ANSWERS && timeToFirstTokenMs < speed.firstTokenMs;
	return {
		firstTokenMs: meanOfAnswers(startsAnew ? undefined : speed?.firstTokenMs, timeToFirstTokenMs, ageOf(speed, nowMs)),
		...(perTokenMs !== undefined && { perTokenMs }),
		measuredAtMs: nowMs,
		answers: Math.min(answers + 1, WARM_UP_ANSWERS),
	};
}

function afterSilence(before: MeasuredSpeed | undefined, silentMs: number, nowMs: number): MeasuredSpeed | undefined {
	const speed = freshSpeed(before, nowMs);
	if (silentMs <= (speed?.firstTokenMs ?? NOTABLE_MS)) return before;
	const firstTokenMs = mean(speed?.firstTokenMs, silentMs, ageOf(speed, nowMs));
	return {
		...speed,
		firstTokenMs,
		measuredAtMs: nowMs,
		answers: before?.answers === WARM_UP_ANSWERS ? WARM_UP_ANSWERS : 0,
	};
}

const ageOf = (speed: MeasuredSpeed | undefined, nowMs: number): number =>
	speed === undefined ? 0 : Math.max(0, nowMs - speed.measuredAtMs);

function meanOfAnswers(before: number | undefined, measured: number, ageMs: number, share = 1): number {
	const most = before === undefined ? Infinity : MOST_MEANS * Math.max(before, LEAST_MEAN_MS);
	return mean(before, Math.min(measured, most), ageMs, share);
}

/** The older the mean, the less it weighs against a new measurement. In whole microseconds, so that all stores agree. */
function mean(before: number | undefined, measured: number, ageMs: number, share = 1): number {
	if (before === undefined) return inMicroseconds(measured);
	const weight = measured < before ? WEIGHT_OF_FASTER : WEIGHT_OF_SLOWER;
	const ofNew = (1 - (1 - weight) * (1 - ageMs / SPEED_FRESH_MS)) * share;
	return inMicroseconds(before + (measured - before) * ofNew);
}

const inMicroseconds = (ms: number): number => Math.floor(ms * 1000 + 0.5) / 1000;
