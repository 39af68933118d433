import type { Clock } from '../clock';

/** No answer came in time; it may still come. */
export class LateError extends Error {
	constructor(readonly afterMs: number) {
		super(`no answer within ${afterMs} ms`);
		this.name = 'LateError';
	}
}

/**
 * The answer, or a `LateError` after `timeoutMs`. What arrived while this process was busy with other things is not
 * late: when the time is up, what lies ready is read first.
 */
export async function withinTime<T>(answer: Promise<T>, timeoutMs: number, clock: Clock): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		// Timers come before input in Node's loop, and immediates after it.
		const cancel = clock.after(timeoutMs, () => setImmediate(() => reject(new LateError(timeoutMs))));
		answer.then(resolve, reject).finally(cancel);
	});
}
