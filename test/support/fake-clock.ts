import type { Clock } from '../../lib/clock';

interface FakeTimer {
	dueMs: number;
	sequence: number;
	action: () => void;
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
	/**
	 * Moves time forward. Timers that fall due run one by one, in order of their time, then of their making;
	 * `now()` is each one's own time while it runs, and promises settle before the next.
	 * Timers made on the way run too when they fall due inside the span. `advance(0)` lets promises settle.
	 */
	advance(ms: number): Promise<void>;
	/** Sets the system's clock right by so much, forward or back: only `wallMs()` follows. */
	correctWall(byMs: number): void;
	/** Timers that are set and have not run: a test can see that nothing is left behind. */
	pending(): number;
}

/** More timers in one `advance` than this are taken for an endless loop. */
const MAX_TIMERS = 100_000;

/** Settled when every microtask that is queued by now, and all they queue in turn, have run. */
const settled = async (): Promise<void> => {
	await new Promise<void>((resolve) => setImmediate(resolve));
};

/** @param startMs Epoch milliseconds; default 1 January 2026, 00:00 UTC. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
	let nowMs = startMs;
	let correctedByMs = 0;
	let sequence = 0;
	const timers = new Set<FakeTimer>();

	const nextDue = (untilMs: number): FakeTimer | undefined => {
		let next: FakeTimer | undefined;
		for (const timer of timers) {
			if (timer.dueMs > untilMs) continue;
			const earlier =
				!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.sequence < next.sequence);
			if (earlier) next = timer;
		}
		return next;
	};

	return {
		now: () => nowMs,
		wallMs: () => nowMs + correctedByMs,
		after(delayMs, action) {
			const timer = { dueMs: nowMs + Math.max(0, delayMs), sequence: sequence++, action };
			timers.add(timer);
			return () => {
				timers.delete(timer);
			};
		},
		async advance(ms) {
			const targetMs = nowMs + ms;
			await settled();
			let ran = 0;
			for (let timer = nextDue(targetMs); timer; timer = nextDue(targetMs)) {
				if (++ran > MAX_TIMERS) throw new Error(`timers make new ones without end at ${nowMs}`);
				timers.delete(timer);
				nowMs = Math.max(nowMs, timer.dueMs);
				timer.action();
				await settled();
			}
			nowMs = Math.max(nowMs, targetMs);
		},
		correctWall: (byMs) => void (correctedByMs += byMs),
		pending: () => timers.size,
	};
}
