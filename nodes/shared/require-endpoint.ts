import type { Endpoint } from '../../lib';
import type { CredentialEndpoint } from './credential-endpoints';
import { InputFault } from './input-fault';
import type { ProviderChoice } from './provider-choice';
import { PROVIDER_FACTS } from './provider-choice';
import type { Library } from './runtime';

/**
 * An endpoint that is to be used before a router checked it, by the rules the router has.
 * @throws InputFault
 */
export function requireEndpoint(library: Library, choice: ProviderChoice, endpoint: CredentialEndpoint): Endpoint {
	const { provider, hasEndpointList } = PROVIDER_FACTS[choice];
	// An empty field of a list is a slip; an empty field of OpenAI or Anthropic means their own address.
	if (hasEndpointList && endpoint.baseUrl === '')
		throw new InputFault(`Endpoint ${JSON.stringify(endpoint.name)} has no base URL`);
	const fault = library.baseUrlFault(provider, endpoint.baseUrl);
	if (fault !== undefined) throw new InputFault(fault);
	return library.toEndpoint({ ...endpoint, provider });
}
