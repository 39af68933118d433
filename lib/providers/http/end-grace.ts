import { systemClock } from '../../clock';

/** After its end mark a body is given this long to end, so that its connection can be used again. */
export const END_GRACE_MS = 100;
/** What may come behind the reason why an answer ended (its usage, its end mark) is waited for this long. */
export const LAST_EVENTS_GRACE_MS = 1_000;

/**
 * Once an answer is complete, the rest of its body is waited for, but not for long: a server or proxy that keeps the
 * connection open would make a timeout of a whole answer.
 */
export class EndGrace {
	private dueMs = Infinity;
	private cancelTimer = (): void => {};

	/** `leave` ends the reading when the grace is over. */
	constructor(private readonly leave: () => void) {}

	/** From now on at most `graceMs`. A later call may shorten it, and never lengthens it. */
	begin(graceMs: number): void {
		const dueMs = systemClock.now() + graceMs;
		if (dueMs >= this.dueMs) return;
		this.dueMs = dueMs;
		this.cancelTimer();
		this.cancelTimer = systemClock.after(graceMs, this.leave, { background: true });
	}

	/** Leaves no timer behind. */
	end(): void {
		this.cancelTimer();
	}
}
