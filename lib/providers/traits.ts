import type { ProviderName } from '../types/deployment';

/**
 * What the rest of the library needs to know of a provider, as data. Only this folder tells providers apart by name;
 * everything else reads a trait. A new provider is a record here and an adapter beside it.
 */
export interface ProviderTraits {
	/** What a sentence calls its server. */
	server: string;
	/** The vendor's public address, from its documentation, or a server's own default port. Absent: one must be given. */
	defaultBaseUrl?: string;
	/** Its first token may take longer than the general default, in seconds. */
	firstTokenSeconds?: number;
	/** A server of its kind on a private or loopback address computes there. Absent: it is always cloud unless set. */
	runsAtHome?: {
		/** Models that compute in the vendor's cloud although a server at home passes them on. */
		cloudModels: RegExp;
		/** Requests at the same time unless set. */
		concurrency: number;
	};
	/**
	 * Where prices and context windows come from: a list of the catalogue where the address names no other; only from a list
	 * that the address names; or none at all.
	 */
	priceList: { id: string } | 'by-address' | 'none';
	/** Its requests set the context window, in `options.num_ctx` of the body. */
	readsNumCtx?: true;
	/** Sends OpenAI's organization header. */
	hasOrganizations?: true;
}

export const PROVIDER_TRAITS: Readonly<Record<ProviderName, ProviderTraits>> = {
	openai: {
		server: 'its server',
		defaultBaseUrl: 'https://api.openai.com/v1',
		priceList: { id: 'openai' },
		hasOrganizations: true,
	},
	anthropic: {
		server: 'its server',
		defaultBaseUrl: 'https://api.anthropic.com',
		priceList: { id: 'anthropic' },
	},
	ollama: {
		server: 'Ollama',
		defaultBaseUrl: 'http://127.0.0.1:11434',
		// Loading a large model takes minutes, and aborting the load restarts it.
		firstTokenSeconds: 240,
		runsAtHome: {
			cloudModels: /[-:]cloud$/i,
			// Ollama serves one request at a time by default, and its own queue would look like a hang.
			concurrency: 1,
		},
		priceList: 'none',
		readsNumCtx: true,
	},
	'openai-compatible': {
		server: 'its server',
		priceList: 'by-address',
		hasOrganizations: true,
	},
};

/** Whether a text names a provider. */
export function isProviderName(value: unknown): value is ProviderName {
	return typeof value === 'string' && Object.hasOwn(PROVIDER_TRAITS, value);
}
