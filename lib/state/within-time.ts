import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock';

/** No answer came in time; it may still come. */
export class LateError extends Error {
	constructor(readonly afterMs: number) {
		super(`no answer within ${afterMs} ms`);
		this.name = 'LateError';
	}
}

/** The time is counted in so many steps. */
const STEPS = 10;

/**
 * The answer, or a `LateError` after `timeoutMs`. Counted is time in which this process could have read an answer: while it
 * is busy with other things (loading a driver, a large item in a workflow), the other side is not late. So the time is
 * counted in steps, of which one that took longer counts once; and at its end, what lies ready is read first.
 */
export async function withinTime<T>(answer: Promise<T>, timeoutMs: number, clock: Clock): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		let steps = 0;
		let cancel = () => {};
		const late = () => reject(new LateError(timeoutMs));
		const step = () => {
			if (++steps <= STEPS) cancel = clock.after(timeoutMs / STEPS, step);
			// Timers come before input in Node's loop, and immediates after it.
			else nextTurn().then(late, late);
		};
		step();
		answer.finally(() => cancel()).then(resolve, reject);
	});
}
