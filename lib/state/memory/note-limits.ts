import type { Limits } from '../../types/deployment';
import type { Candidate } from '../state-store';
import type { DeploymentRecord } from './memory-state';

/** Remembers the limits that a call named, so that people can be told how much of them is left. */
export function noteLimits(record: DeploymentRecord, { rpm, tpm, concurrency }: Candidate, nowMs: number): void {
	const { limits } = record;
	if (limits.rpm === rpm && limits.tpm === tpm && limits.concurrency === concurrency) return;
	record.limits = namedOf({ rpm, tpm, concurrency });
	record.usedAtMs = nowMs;
}

/** Plain JSON knows no undefined. */
function namedOf({ rpm, tpm, concurrency }: Limits): Limits {
	return {
		...(rpm !== undefined && { rpm }),
		...(tpm !== undefined && { tpm }),
		...(concurrency !== undefined && { concurrency }),
	};
}
