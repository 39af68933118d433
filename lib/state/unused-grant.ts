import type { AdmitReply, AdmitRequest, Settlement } from './state-store';

/** The report of a grant that was not used, as if it had never been. */
export function unusedGrant(
	{ callId, attemptId, windowMs }: AdmitRequest,
	{ key, epoch }: Extract<AdmitReply, { kind: 'granted' }>,
): Settlement {
	return {
		...{ callId, attemptId, key, epoch, windowMs },
		outcome: { kind: 'cancelled' },
		breaker: { allowedFails: 1, cooldownMs: 0 }, // a cancelled attempt says nothing of health
		reached: false,
		latencyMs: 0,
	};
}
