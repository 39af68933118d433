import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { CredentialEndpoint } from './credential-endpoints';
import { readEndpoints } from './credential-endpoints';
import { InputFault } from './input-fault';
import type { EndpointSource } from './read-model-group';
import type { ProviderChoice } from './provider-choice';
import { PROVIDER_FACTS } from './provider-choice';

/** What was read of the credentials in one execution. */
export type LoadedEndpoints = Map<ProviderChoice, Promise<CredentialEndpoint[]>>;

/**
 * Endpoints from the credentials selected on the node. Each credential is read once per execution, since n8n asks
 * its database every time; expressions in a credential are therefore resolved with the first item.
 *
 * @param ticked What is ticked under Providers, maybe for one item only: n8n refuses the credentials of all others.
 * @param loaded To be shared by all items.
 */
export function createEndpointSource(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	ticked: unknown,
	loaded: LoadedEndpoints = new Map(),
): EndpointSource {
	return async (choice) => {
		const { credentialType, label } = PROVIDER_FACTS[choice];
		if (credentialType !== undefined && !(Array.isArray(ticked) && ticked.includes(choice)))
			throw new InputFault(`${label} is not ticked under Providers; tick it and select its credential`);
		let endpoints = loaded.get(choice);
		if (endpoints === undefined) {
			endpoints = loadEndpoints(context, choice);
			loaded.set(choice, endpoints);
		}
		return await endpoints;
	};
}

async function loadEndpoints(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	choice: ProviderChoice,
): Promise<CredentialEndpoint[]> {
	const { credentialType, label } = PROVIDER_FACTS[choice];
	if (credentialType === undefined) return readEndpoints(choice, undefined);
	if (context.getNode().credentials?.[credentialType] === undefined)
		throw new InputFault(`no ${label} credential is selected; select one under Providers`);
	return readEndpoints(choice, await context.getCredentials(credentialType));
}
