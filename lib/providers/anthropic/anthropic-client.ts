import type { Anthropic } from '@anthropic-ai/sdk';
import type { Endpoint } from '../../types/deployment';
import { fetchOfAttempt } from '../http/client-by-endpoint';
import { NO_TIMEOUT_MS } from '../http/fetch';
import { lazySdk } from '../http/lazy-sdk';
import { useOnlyOwnHeaders } from '../http/own-headers';
import type { AnthropicRequest } from './anthropic-request';

const OFFICIAL_HOST = 'api.anthropic.com';

/** The last version of the API that knows `temperature`, `top_p` and `top_k`; the next answers 400 to all three. */
const VERSION_WITH_SAMPLING = '2023-06-01';
const SAMPLING_FIELDS = ['temperature', 'top_p', 'top_k'] as const;

export const anthropicSdk = lazySdk('@anthropic-ai/sdk', async () => {
	const [{ Anthropic: Client }, { transformJSONSchema }] = await Promise.all([
		import('@anthropic-ai/sdk'),
		import('@anthropic-ai/sdk/lib/transform-json-schema'),
	]);
	return { Client, transformJSONSchema };
});

/** A client for one endpoint, without what the SDK would take from the process's environment. */
export async function createAnthropicClient(endpoint: Endpoint): Promise<Anthropic> {
	const { Client } = await anthropicSdk.load();
	const defaultHeaders = requestHeaders(endpoint);
	const client: Anthropic = new Client({
		baseURL: serverUrl(endpoint),
		// Null would make the SDK look for keys in the environment and in files.
		apiKey: endpoint.apiKey ?? '',
		defaultHeaders,
		fetch: fetchOfAttempt,
		maxRetries: 0,
		timeout: NO_TIMEOUT_MS,
		logLevel: 'off',
		openTelemetry: false,
	});
	useOnlyOwnHeaders(client, defaultHeaders);
	return client;
}

/** The SDK adds `/v1/…` itself, so an address that has it already is shortened. */
export function serverUrl({ baseUrl }: Endpoint): string {
	return baseUrl.replace(/\/v1\/?$/, '');
}

/** Headers of every request; null takes one away that the SDK would send. The user's own win. */
export function requestHeaders(endpoint: Endpoint): Record<string, string | null> {
	return {
		// It says nothing true: the router ends requests.
		'x-stainless-timeout': null,
		...keyHeaders(endpoint),
		...lowerCaseNames(endpoint.headers),
	};
}

/** A body with sampling parameters asks for the version that knows them, unless the user names one. */
export function apiVersionHeader(body: AnthropicRequest, endpoint: Endpoint): Record<string, string> {
	const hasOwn = 'anthropic-version' in lowerCaseNames(endpoint.headers);
	const isSampling = SAMPLING_FIELDS.some((field) => field in body);
	return isSampling && !hasOwn ? { 'anthropic-version': VERSION_WITH_SAMPLING } : {};
}

/** The SDK sends the key as `Authorization: Bearer`; other servers may know only the older `x-api-key`. */
function keyHeaders({ apiKey, baseUrl }: Endpoint): Record<string, string | null> {
	if (!apiKey) return { authorization: null };
	const isOfficial = URL.canParse(baseUrl) && new URL(baseUrl).hostname === OFFICIAL_HOST;
	return isOfficial ? {} : { 'x-api-key': apiKey };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
