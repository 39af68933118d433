import type { OpenAI } from 'openai';
import type { Endpoint } from '../../types/deployment';
import { NO_TIMEOUT_MS, providerFetch } from '../http/fetch';
import { loadOnce } from '../http/load-once';
import { useOnlyOwnHeaders } from '../http/own-headers';

/** More endpoints than anyone has; beyond it the one longest unused goes. */
const MAX_CLIENTS = 200;

/** An SDK client per endpoint, made at first use and kept. Connections are shared by all (`providerFetch`). */
export class OpenAiClients {
	private readonly clients = new Map<string, OpenAI>();

	async get(endpoint: Endpoint): Promise<OpenAI> {
		const key = JSON.stringify([endpoint.baseUrl, endpoint.apiKey, endpoint.headers]);
		const client = this.clients.get(key) ?? newClient(await loadSdk(), endpoint);
		this.clients.delete(key);
		this.clients.set(key, client);
		const [oldest] = this.clients.keys();
		if (this.clients.size > MAX_CLIENTS && oldest !== undefined) this.clients.delete(oldest);
		return client;
	}

	async warm(): Promise<void> {
		await loadSdk();
	}
}

/** The SDK takes 75 ms and 16 MB to load: not before the first call. */
const loadSdk = loadOnce('openai', async () => (await import('openai')).OpenAI);

/**
 * Whatever is left unset here the SDK takes from the process's environment, which would send one account's
 * settings to another's server, or write prompts into n8n's log (`OPENAI_LOG`).
 */
function newClient(Sdk: typeof OpenAI, { baseUrl, apiKey, headers }: Endpoint): OpenAI {
	const defaultHeaders = { ...(apiKey === undefined && { Authorization: null }), ...headers };
	const client = new Sdk({
		baseURL: baseUrl,
		// The SDK insists on a key; without one no Authorization header goes out.
		apiKey: apiKey ?? 'none',
		adminAPIKey: null,
		organization: null,
		project: null,
		webhookSecret: null,
		defaultHeaders,
		fetch: providerFetch,
		maxRetries: 0,
		timeout: NO_TIMEOUT_MS,
		logLevel: 'off',
	});
	useOnlyOwnHeaders(client, defaultHeaders);
	return client;
}
