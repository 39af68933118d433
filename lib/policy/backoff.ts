/** First step of the exponential backoff. */
export const BACKOFF_BASE_MS = 500;
/** No step is longer. */
export const BACKOFF_CAP_MS = 8_000;

/**
 * Exponential backoff with full jitter: anything between 0 and the step, so that callers who failed together
 * do not come back together (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 * @param retry 1 for the first retry: up to 500 ms, then 1, 2, 4, 8, 8 … seconds.
 * @param random in [0, 1).
 */
export function backoffMs(retry: number, random: () => number): number {
	const stepMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (retry - 1));
	return random() * stepMs;
}
