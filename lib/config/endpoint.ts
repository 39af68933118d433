import { PROVIDER_TRAITS } from '../providers/traits';
import type { Endpoint, ProviderName } from '../types/deployment';
import { withoutTrailingSlashes } from '../without-trailing-slashes';
import { mayBeSaid } from './quote-word';

export interface EndpointInput {
	provider: ProviderName;
	baseUrl?: string;
	apiKey?: string;
	headers?: Record<string, string>;
}

/**
 * The endpoint with the vendor's default address filled in, and written in one way: it is a part of the deployment's
 * identity. Call `baseUrlFault` first.
 */
export function toEndpoint(input: EndpointInput): Endpoint {
	const { origin, pathname } = new URL(input.baseUrl?.trim() || PROVIDER_TRAITS[input.provider].defaultBaseUrl!);
	return {
		baseUrl: withoutTrailingSlashes(origin + pathname),
		apiKey: input.apiKey || undefined,
		headers: { ...input.headers },
	};
}

/** What is wrong with a base URL, in a sentence; undefined when nothing is. */
export function baseUrlFault(provider: ProviderName, baseUrl: string | undefined): string | undefined {
	const text = baseUrl?.trim() || PROVIDER_TRAITS[provider].defaultBaseUrl;
	if (text === undefined)
		return 'An OpenAI-compatible deployment needs a base URL, such as http://192.168.1.20:8000/v1';
	if (!URL.canParse(text)) return `${quoteAddress(text)} is not a URL; write it like http://192.168.1.20:11434`;
	const url = new URL(text);
	// First of all, so that no later sentence repeats a password.
	if (url.username !== '' || url.password !== '')
		return 'The base URL holds a user name or password; put the key into its own field';
	if (url.protocol !== 'http:' && url.protocol !== 'https:')
		return `${quoteAddress(text)} must begin with http:// or https://`;
	if (/\s/.test(text)) return 'The base URL holds a space or a line break; remove what does not belong to the address';
	if (/[?#]/.test(text)) return 'The base URL holds a ? or #, but paths are added to its end; remove that part';
	return undefined;
}

const BEGINS_LIKE_AN_ADDRESS = /^https?[:/]|^[a-z]{2,8}:\/\//i;
const HOST_AND_PORT = /^[a-z0-9.-]+:\d{1,5}$/i;
const MAY_HOLD_A_SECRET = /[@?#]|[\w-]{32}/;

/** People paste keys into the wrong field, and faults are stored: only what can be nothing but an address is repeated. */
function quoteAddress(text: string): string {
	const isAddress = BEGINS_LIKE_AN_ADDRESS.test(text) || HOST_AND_PORT.test(text);
	return isAddress && mayBeSaid(text) && !MAY_HOLD_A_SECRET.test(text) ? JSON.stringify(text) : 'The base URL';
}
