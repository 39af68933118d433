import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { CredentialEndpoint } from './credential-endpoints';
import { readEndpoints } from './credential-endpoints';
import { InputFault } from './input-fault';
import type { EndpointSource } from './read-model-group';
import type { ProviderChoice } from './provider-choice';
import { PROVIDER_FACTS } from './provider-choice';

/**
 * Endpoints from the credentials selected on the node. Each credential is read once per execution, since n8n asks
 * its database every time; expressions in a credential are therefore resolved with the first item.
 *
 * @param ticked What is ticked under Providers: n8n refuses the credentials of all others.
 */
export function createEndpointSource(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	ticked: unknown,
): EndpointSource {
	const known = new Map<ProviderChoice, Promise<CredentialEndpoint[]>>();
	return async (choice) => {
		let endpoints = known.get(choice);
		if (endpoints === undefined) {
			endpoints = loadEndpoints(context, ticked, choice);
			known.set(choice, endpoints);
		}
		return await endpoints;
	};
}

async function loadEndpoints(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	ticked: unknown,
	choice: ProviderChoice,
): Promise<CredentialEndpoint[]> {
	const { credentialType, label } = PROVIDER_FACTS[choice];
	if (credentialType === undefined) return readEndpoints(choice, undefined);
	if (!Array.isArray(ticked) || !ticked.includes(choice))
		throw new InputFault(`${label} is not ticked under Providers; tick it and select its credential`);
	if (context.getNode().credentials?.[credentialType] === undefined)
		throw new InputFault(`no ${label} credential is selected; select one under Providers`);
	return readEndpoints(choice, await context.getCredentials(credentialType));
}
