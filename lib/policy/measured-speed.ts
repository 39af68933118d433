import type { Outcome } from './breaker';

/** How fast a deployment has answered of late: means in which the latest answers weigh most. */
export interface MeasuredSpeed {
	/** From the request to the first token. */
	firstTokenMs: number;
	/** For every token after the first; absent: no answer had several. */
	perTokenMs?: number;
	/** By the clock of the store that keeps it. */
	measuredAtMs: number;
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
 * How much of a mean a new measurement makes up. Of slower ones five make up 83 %, so that one slow answer among many does
 * not decide. Faster ones weigh more: a slow answer may be a chance (a cold start, a busy moment), a fast one shows what can be.
 */
const WEIGHT_OF_SLOWER = 0.3;
const WEIGHT_OF_FASTER = 0.5;
/** Shorter answers tell less of the pace, since their few tokens come in one packet: they weigh in proportion. */
const FULL_WEIGHT_TOKENS = 32;
/** Where nothing is known, an attempt that ended sooner without an answer tells nothing of how long one takes. */
const NOTABLE_MS = 1_000;

/** The speed as far as it still counts. */
export function freshSpeed(speed: MeasuredSpeed | undefined, nowMs: number): MeasuredSpeed | undefined {
	return speed !== undefined && nowMs - speed.measuredAtMs < SPEED_FRESH_MS ? speed : undefined;
}

/**
 * The speed after an attempt. An answer is a measurement. What ended without one would have taken longer still, so it only
 * makes the deployment look slower; a request that was at fault itself tells nothing, nor does an answer that nobody
 * wanted to read to its end.
 */
export function speedAfter(before: MeasuredSpeed | undefined, attempt: TimedAttempt, nowMs: number): MeasuredSpeed | undefined {
	const speed = freshSpeed(before, nowMs);
	const { outcome, latencyMs, timeToFirstTokenMs } = attempt;
	switch (outcome.kind) {
		case 'success':
			return afterAnswer(speed, attempt, nowMs);
		case 'neutral':
			return speed;
		case 'cancelled':
			return timeToFirstTokenMs === undefined ? afterSilence(speed, latencyMs, nowMs) : speed;
		case 'failure':
		case 'cool':
			return afterSilence(speed, latencyMs, nowMs);
	}
}

function afterAnswer(speed: MeasuredSpeed | undefined, attempt: TimedAttempt, nowMs: number): MeasuredSpeed {
	const { latencyMs, timeToFirstTokenMs = latencyMs, outputTokens = 0 } = attempt;
	const ageMs = ageOf(speed, nowMs);
	const furtherTokens = outputTokens - 1;
	const perTokenMs =
		furtherTokens > 0
			? mean(speed?.perTokenMs, (latencyMs - timeToFirstTokenMs) / furtherTokens, ageMs, Math.min(1, furtherTokens / FULL_WEIGHT_TOKENS))
			: speed?.perTokenMs;
	return {
		firstTokenMs: mean(speed?.firstTokenMs, timeToFirstTokenMs, ageMs),
		...(perTokenMs !== undefined && { perTokenMs }),
		measuredAtMs: nowMs,
	};
}

function afterSilence(speed: MeasuredSpeed | undefined, silentMs: number, nowMs: number): MeasuredSpeed | undefined {
	if (silentMs <= (speed?.firstTokenMs ?? NOTABLE_MS)) return speed;
	return { ...speed, firstTokenMs: mean(speed?.firstTokenMs, silentMs, ageOf(speed, nowMs)), measuredAtMs: nowMs };
}

const ageOf = (speed: MeasuredSpeed | undefined, nowMs: number): number =>
	speed === undefined ? 0 : Math.max(0, nowMs - speed.measuredAtMs);

/** The older the mean, the less it weighs against a new measurement. In whole microseconds, so that all stores agree. */
function mean(before: number | undefined, measured: number, ageMs: number, share = 1): number {
	if (before === undefined) return inMicroseconds(measured);
	const weight = measured < before ? WEIGHT_OF_FASTER : WEIGHT_OF_SLOWER;
	const ofNew = (1 - (1 - weight) * (1 - ageMs / SPEED_FRESH_MS)) * share;
	return inMicroseconds(before + (measured - before) * ofNew);
}

const inMicroseconds = (ms: number): number => Math.floor(ms * 1000 + 0.5) / 1000;
