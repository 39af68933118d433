import { sayCooling, sayDuration } from '../policy/say-cooling';
import type { NotAdmitted } from '../state/state-store';

/** Why a deployment was not used, as a person would say it. */
export function sayWhyNotAdmitted(reason: NotAdmitted): string {
	switch (reason.reason) {
		case 'cooling':
			return `it is ${sayCooling(reason.cause, reason.untilMs)}`;
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

function sayFree(untilMs: number | undefined): string {
	return untilMs === undefined ? '' : `; free in ${sayDuration(untilMs)}`;
}
