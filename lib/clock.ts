import { guarded } from './guarded';

/**
 * The one file that owns time. Everything that decides takes a clock or a `now`, so tests move time by hand.
 */
export interface Clock {
	/** Milliseconds, fractions possible; never goes back and follows no correction. For durations and deadlines. */
	now(): number;
	/** Epoch milliseconds by the system's clock, which is set right now and then. For what is written down. */
	wallMs(): number;
	/**
	 * Runs `action` once after `delayMs`; the returned function cancels it. What the action throws is contained: an owner for
	 * whom the action must not fail catches it there.
	 */
	after(delayMs: number, action: () => void, options?: TimerOptions): () => void;
}

export interface TimerOptions {
	/** A background timer does not keep the process alive. Default false: someone waits for it. */
	background?: boolean;
}

/** Node's timers fire at once beyond this, so longer waits are cut to it (24.8 days). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time from a monotonic clock, so that a corrected system clock moves no deadline. */
export const systemClock: Clock = {
	now: () => performance.timeOrigin + performance.now(),
	wallMs: () => Date.now(),
	after(delayMs, action, options) {
		const timer = setTimeout(guarded('a timer', action), Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
		if (options?.background) timer.unref();
		return () => clearTimeout(timer);
	},
};
