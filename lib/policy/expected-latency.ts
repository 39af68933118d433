import type { Breaker } from './breaker';
import { freshSpeed, type MeasuredSpeed } from './measured-speed';

/** What tells how long a deployment will take. */
export interface Contender {
	speed?: MeasuredSpeed;
	breaker: Breaker;
	/** Attempts under way. */
	inFlight: number;
}

/** Before every time that can be expected. */
const AT_ONCE = -1;
/** Less than any two times differ by. */
const A_LITTLE_MS = 0.0001;

/**
 * How long an answer of `outputTokens` tokens is expected to take, in milliseconds, for each of several deployments that
 * stand in for one another: the smallest goes first.
 *
 * One that was not measured, or by its first answer only, comes before all others, so that it is; so does one whose cooldown is
 * over, since what was measured before it says little. While that measurement is under way it counts as a little more than
 * the average of the others, so that parallel calls do not go there too, least of all when it hangs. One that fails before it was measured comes last.
 */
export function expectedLatencies(contenders: readonly Contender[], outputTokens: number, nowMs: number): number[] {
	const speeds = contenders.map((contender) => knownSpeed(contender, nowMs));
	const expected = speeds.map((speed) =>
		speed === undefined ? undefined : speed.firstTokenMs + (speed.perTokenMs ?? 0) * outputTokens,
	);
	const averageMs = averageOf(expected);
	return contenders.map((contender, i) => expected[i] ?? withoutMeasurement(contender, averageMs));
}

/** Of a single answer nobody knows whether it was an exception. */
function knownSpeed({ speed, breaker }: Contender, nowMs: number): MeasuredSpeed | undefined {
	return breaker.state === 'half_open' || speed?.answers === 1 ? undefined : freshSpeed(speed, nowMs);
}

function withoutMeasurement({ breaker, inFlight }: Contender, averageMs: number): number {
	if (breaker.state === 'closed' && breaker.consecutiveFailures > 0) return Infinity;
	return inFlight > 0 ? averageMs + A_LITTLE_MS : AT_ONCE;
}

/** 0 when none is known. */
function averageOf(values: ReadonlyArray<number | undefined>): number {
	let sum = 0;
	let count = 0;
	for (const value of values) {
		if (value === undefined) continue;
		sum += value;
		count += 1;
	}
	return count === 0 ? 0 : sum / count;
}
