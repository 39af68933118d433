import type { Endpoint } from '../../types/deployment';
import { providerFetch, type ProviderFetch, type ProviderRequestInit } from './fetch';
import type { Attempt } from './attempt';

/** More endpoints than anyone has; beyond it the one longest unused goes. */
const MAX_CLIENTS = 200;

/** A client of an SDK for each endpoint, made at first use and kept. Connections are shared by all. */
export function clientByEndpoint<Client>(
	create: (endpoint: Endpoint) => Promise<Client>,
): (endpoint: Endpoint) => Promise<Client> {
	const clients = new Map<string, Client>();
	return async (endpoint) => {
		const key = JSON.stringify([endpoint.baseUrl, endpoint.apiKey, endpoint.headers]);
		const client = clients.get(key) ?? (await create(endpoint));
		clients.delete(key);
		clients.set(key, client);
		const [oldest] = clients.keys();
		if (clients.size > MAX_CLIENTS && oldest !== undefined) clients.delete(oldest);
		return client;
	};
}

/** What an SDK hands on to its fetch beside the standard's options. */
interface InitOfAttempt extends ProviderRequestInit {
	attempt?: Attempt;
}

/** Names the attempt that a request is of. The SDKs have no types for what they hand on. */
export function fetchOptions(attempt: Attempt): object {
	return { attempt } satisfies InitOfAttempt;
}

/** The fetch of a client that serves many attempts: that of the attempt which a request names by `fetchOptions`. */
export const fetchOfAttempt: ProviderFetch['fetch'] = async (input, init) => {
	const { attempt, ...rest } = (init ?? {}) as InitOfAttempt;
	return await (attempt?.fetch ?? providerFetch)(input, rest);
};
