import { PROVIDER_TRAITS } from '../providers/traits';
import type { Locality, ProviderName } from '../types/deployment';

/** Every default of the configuration, once. The docs' parameter reference is tested against this file. */
export const DEFAULTS = {
	priority: 1,
	weight: 1,
	firstTokenSeconds: 60,
	idleSeconds: 30,
	retries: 1,
	allowedFails: 3,
	cooldownSeconds: 60,
	deadlineSeconds: 900,
	maxQueueWaitSeconds: 300,
	/** Upper bound of the default for `maxAttempts`. */
	maxAttemptsCap: 10,
	cloudPatienceSeconds: 0,
	strategy: 'weighted',
	midStreamFailure: 'error',
} as const;

/** Of `firstTokenSeconds`. */
export function defaultFirstTokenSeconds(provider: ProviderName): number {
	return PROVIDER_TRAITS[provider].firstTokenSeconds ?? DEFAULTS.firstTokenSeconds;
}

/** Of `concurrency`; undefined: no limit. */
export function defaultConcurrency(provider: ProviderName, locality: Locality): number | undefined {
	return locality === 'local' ? PROVIDER_TRAITS[provider].runsAtHome?.concurrency : undefined;
}
