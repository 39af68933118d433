import type { Clock } from '../../clock';
import { pause } from '../../pause';

/** A pause is so many times as long as the work before it. */
const PAUSE_SHARE = 2;
const LEAST_PAUSE_MS = 5;

/**
 * Works through items a portion at a time and gives the sum of what it counted. The pauses between are longer than the work: another process that
 * waits for the file's lock asks for it every few milliseconds, and finds it free soon; the rest of this process has its turn too.
 */
export async function inTurns<T>(
	items: readonly T[],
	{ portion, clock }: { portion: number; clock: Clock },
	work: (items: T[]) => number,
): Promise<number> {
	let count = 0;
	for (let done = 0; done < items.length; done += portion) {
		const startMs = clock.now();
		count += work(items.slice(done, done + portion));
		const pauseMs = Math.max(LEAST_PAUSE_MS, PAUSE_SHARE * (clock.now() - startMs));
		if (done + portion < items.length) await pause(clock, pauseMs);
	}
	return count;
}
