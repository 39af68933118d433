import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { shownAddress } from '../../shared/credential-endpoints';
import { createEndpointSource } from '../../shared/credential-source';
import { isProviderChoice, PROVIDER_FACTS } from '../../shared/provider-choice';

/** Names of the endpoints in the row's credential, for the list in the panel. */
export async function getEndpoints(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const first = { name: 'First in the Credential', value: '' };
	const choice = this.getCurrentNodeParameter('&provider');
	if (!isProviderChoice(choice) || !PROVIDER_FACTS[choice].hasEndpointList) return [first];
	const endpoints = await createEndpointSource(this, this.getCurrentNodeParameter('providers'))(choice);
	const now = endpoints[0] === undefined ? undefined : `Now ${endpoints[0].name}`;
	return [
		{ ...first, description: now },
		...endpoints.map((endpoint) => ({
			name: endpoint.name,
			value: endpoint.name,
			description: shownAddress(endpoint),
		})),
	];
}
