import type { Locality, ProviderName } from '../types/deployment';

/** Every default of the configuration, once. The docs' parameter reference is tested against this file. */
export const DEFAULTS = {
	priority: 1,
	weight: 1,
	firstTokenSeconds: 60,
	/** Loading a large model takes minutes, and aborting the load restarts it. */
	ollamaFirstTokenSeconds: 240,
	idleSeconds: 30,
	retries: 1,
	allowedFails: 3,
	cooldownSeconds: 60,
	deadlineSeconds: 900,
	maxQueueWaitSeconds: 300,
	/** Upper bound of the default for `maxAttempts`. */
	maxAttemptsCap: 10,
	cloudPatienceSeconds: 0,
	/** Ollama serves one request at a time by default, and its own queue would look like a hang. */
	ollamaConcurrency: 1,
	strategy: 'weighted',
	midStreamFailure: 'error',
} as const;

/** Public addresses of the vendors' APIs, from their documentation; Ollama's own default port. */
export const DEFAULT_BASE_URLS: Readonly<Record<ProviderName, string | undefined>> = {
	openai: 'https://api.openai.com/v1',
	anthropic: 'https://api.anthropic.com',
	ollama: 'http://127.0.0.1:11434',
	'openai-compatible': undefined,
};

export function defaultFirstTokenSeconds(provider: ProviderName): number {
	return provider === 'ollama' ? DEFAULTS.ollamaFirstTokenSeconds : DEFAULTS.firstTokenSeconds;
}

export function defaultConcurrency(provider: ProviderName, locality: Locality): number | undefined {
	return provider === 'ollama' && locality === 'local' ? DEFAULTS.ollamaConcurrency : undefined;
}
