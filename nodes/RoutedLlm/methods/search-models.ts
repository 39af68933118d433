import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { createEndpointSource } from '../../shared/credential-source';
import { pickEndpoint } from '../../shared/credential-endpoints';
import { InputFault } from '../../shared/input-fault';
import { textOf } from '../../shared/parameter-values';
import { isProviderChoice, PROVIDER_FACTS } from '../../shared/provider-choice';
import { requireEndpoint } from '../../shared/require-endpoint';
import { loadRuntime } from '../../shared/runtime';

const LIST_TIMEOUT_MS = 10_000;

/** Models that the row's endpoint offers, filtered by what the user typed. */
export async function searchModels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const choice = this.getCurrentNodeParameter('&provider');
	if (!isProviderChoice(choice)) throw new InputFault('Choose a provider first');
	const endpoints = await createEndpointSource(this, this.getCurrentNodeParameter('providers'))(choice);
	const name = PROVIDER_FACTS[choice].hasEndpointList ? textOf(this.getCurrentNodeParameter('&endpoint')) : '';
	const endpoint = pickEndpoint(endpoints, name);
	if (endpoint === undefined)
		throw new InputFault(`The ${PROVIDER_FACTS[choice].label} credential has no such endpoint`);
	const { providers, library } = await loadRuntime();
	const models = await providers[PROVIDER_FACTS[choice].provider].listModels(
		requireEndpoint(library, choice, endpoint),
		AbortSignal.timeout(LIST_TIMEOUT_MS),
	);
	const wanted = (filter ?? '').toLowerCase();
	return {
		results: models
			.filter((model) => model.toLowerCase().includes(wanted))
			.map((model) => ({ name: model, value: model })),
	};
}
