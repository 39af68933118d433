import type { Limits } from '../types/deployment';

/** What is used of a deployment now. */
export interface Usage {
	/** In the present window. */
	requests: number;
	/** In the present window. */
	tokens: number;
	/** At this moment. */
	inFlight: number;
}

/**
 * How full a deployment is: the largest share used of any limit that is set, 0 when none is.
 * 1 is full; more is possible, since calls with other settings share the counters. A limit of 0 is full.
 */
export function usedShare(usage: Usage, limits: Limits): number {
	return Math.max(
		shareOf(usage.requests, limits.rpm),
		shareOf(usage.tokens, limits.tpm),
		shareOf(usage.inFlight, limits.concurrency),
	);
}

function shareOf(used: number, limit: number | undefined): number {
	if (limit === undefined) return 0;
	return limit === 0 ? Infinity : used / limit;
}
