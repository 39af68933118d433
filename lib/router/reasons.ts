import type { NotAdmitted } from '../state/state-store';

/** Why a deployment was not used, as a person would say it. */
export function sayWhyNotAdmitted(reason: NotAdmitted): string {
	switch (reason.reason) {
		case 'cooling':
			return `it is cooling down ${COOLING_CAUSES[reason.cause]}, for another ${sayDuration(reason.untilMs)}`;
		case 'probing':
			return 'it is coming back from a cooldown and one request is testing it';
		case 'rpm':
			return `its RPM limit is reached${sayFree(reason.untilMs)}`;
		case 'tpm':
			return `its TPM limit is reached${sayFree(reason.untilMs)}`;
		case 'concurrency':
			return 'it is serving as many requests as its concurrency limit allows';
		case 'line':
			return 'earlier calls are waiting for it';
		case 'not_before':
			return `it is to be tried again in ${sayDuration(reason.untilMs)}`;
		case 'patience':
			return 'a deployment of higher priority is only busy, and the call waits for it first';
		case 'blocked':
			return 'one of its limits is 0, which blocks it';
		case 'too_large':
			return 'the call alone is larger than its TPM limit; shorten the prompt or lower the maximum of output tokens';
	}
}

const COOLING_CAUSES = {
	failure: 'after failures',
	access: 'after a refused key or an unknown model',
	quota: 'because its quota or credit is used up',
	retry_after: 'because it asked to be left alone (Retry-After)',
} as const;

function sayFree(untilMs: number | undefined): string {
	return untilMs === undefined ? '' : `; free in ${sayDuration(untilMs)}`;
}

/** `350 ms`, `2.1 s`, `45 s`, `12 min`. */
export function sayDuration(durationMs: number): string {
	if (durationMs < 1_000) return `${Math.max(1, Math.round(durationMs))} ms`;
	if (durationMs < 10_000) return `${Math.round(durationMs / 100) / 10} s`;
	if (durationMs < 120_000) return `${Math.round(durationMs / 1_000)} s`;
	return `${Math.round(durationMs / 60_000)} min`;
}
