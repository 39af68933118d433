import type { OpenAI } from 'openai';
import type { Endpoint } from '../../types/deployment';
import { fetchOfAttempt } from '../http/client-by-endpoint';
import { NO_TIMEOUT_MS } from '../http/fetch';
import { lazySdk } from '../http/lazy-sdk';
import { useOnlyOwnHeaders } from '../http/own-headers';

export const openAiSdk = lazySdk('openai', async () => (await import('openai')).OpenAI);

/**
 * A client for one endpoint. Whatever is left unset here the SDK takes from the process's environment, which would send one
 * account's settings to another's server, or write prompts into n8n's log (`OPENAI_LOG`).
 */
export async function createOpenAiClient({ baseUrl, apiKey, headers }: Endpoint): Promise<OpenAI> {
	const Client = await openAiSdk.load();
	const defaultHeaders = { ...(apiKey === undefined && { Authorization: null }), ...headers };
	const client = new Client({
		baseURL: baseUrl,
		// The SDK insists on a key; without one no Authorization header goes out.
		apiKey: apiKey ?? 'none',
		adminAPIKey: null,
		organization: null,
		project: null,
		webhookSecret: null,
		defaultHeaders,
		fetch: fetchOfAttempt,
		maxRetries: 0,
		timeout: NO_TIMEOUT_MS,
		logLevel: 'off',
	});
	useOnlyOwnHeaders(client, defaultHeaders);
	return client;
}
