import { rowsOf, textOf } from './parameter-values';
import type { ProviderChoice } from './provider-choice';
import { PROVIDER_FACTS } from './provider-choice';

/** One address of a credential, with its secrets. Nothing is checked here: the library's gate does that. */
export interface CredentialEndpoint {
	name: string;
	/** Empty: the provider's own address. */
	baseUrl: string;
	apiKey?: string;
	headers: Record<string, string>;
}

/** Reads a credential of our types, or of none for `ollama-local`. The order is the credential's. */
export function readEndpoints(choice: ProviderChoice, data: object | undefined): CredentialEndpoint[] {
	if (data === undefined) return [{ ...toEndpoint({}), name: 'this machine' }];
	if (!PROVIDER_FACTS[choice].hasEndpointList) return [toEndpoint({ ...data })];
	return rowsOf((data as Record<string, unknown>).endpoints, 'entries').map(toEndpoint);
}

/** The endpoint of that name, the first one when `name` is empty; undefined when there is none. */
export function pickEndpoint(endpoints: readonly CredentialEndpoint[], name: string): CredentialEndpoint | undefined {
	if (name === '') return endpoints[0];
	return endpoints.find((endpoint) => endpoint.name === name);
}

function toEndpoint(data: Record<string, unknown>, index = 0): CredentialEndpoint {
	const baseUrl = textOf(data.baseUrl);
	return {
		name: textOf(data.name) || hostOf(baseUrl) || `endpoint ${index + 1}`,
		baseUrl,
		apiKey: textOf(data.apiKey) || undefined,
		headers: Object.fromEntries(
			rowsOf(data.headers, 'entries')
				.map((header) => [textOf(header.name), textOf(header.value)] as const)
				.filter(([name]) => name !== ''),
		),
	};
}

/** The address as the panel may show it to whoever may use the credential: without user, password or query; empty when it is none. */
export function shownAddress({ baseUrl }: CredentialEndpoint): string {
	if (hostOf(baseUrl) === '') return '';
	const { protocol, host, pathname } = new URL(baseUrl);
	return `${protocol}//${host}${pathname}`;
}

/** Empty for what is no URL with a host: a key may have been pasted there, and names are shown. */
function hostOf(baseUrl: string): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
}
