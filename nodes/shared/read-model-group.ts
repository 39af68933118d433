import type { DeploymentInput, GroupInput, RouterConfigInput } from '../../lib';
import { checkedGroupName } from './checked-group-name';
import type { CredentialEndpoint } from './credential-endpoints';
import { pickEndpoint } from './credential-endpoints';
import { InputFault } from './input-fault';
import type { PlacedDeployment } from './name-by-endpoint';
import { nameByEndpoint } from './name-by-endpoint';
import { locatorValueOf, numberOf, recordOf, rowsOf, textOf } from './parameter-values';
import type { ProviderChoice } from './provider-choice';
import { isProviderChoice, PROVIDER_CHOICES, PROVIDER_FACTS } from './provider-choice';

/** The panel's parameters that make up a model group, as n8n hands them out. */
export interface ModelGroupParameters {
	groupName: unknown;
	deployments: unknown;
	routingOptions: unknown;
}

/** Endpoints of the credential for a provider. Throws `InputFault` when there is no such credential. */
export type EndpointSource = (choice: ProviderChoice) => Promise<CredentialEndpoint[]>;

const KNOBS = [
	'firstTokenSeconds',
	'idleSeconds',
	'attemptSeconds',
	'retries',
	'allowedFails',
	'cooldownSeconds',
	'patienceSeconds',
] as const;

/**
 * Turns parameters into the library's configuration. Values go through unchecked where the library's gate
 * checks them, which names every fault at once.
 * @throws InputFault for what only the node can know: a provider without credential, an endpoint that is not there.
 */
export async function readModelGroup(
	parameters: ModelGroupParameters,
	endpointsOf: EndpointSource,
): Promise<RouterConfigInput> {
	const name = checkedGroupName(
		textOf(parameters.groupName),
		'Group Name is empty: give the model group a name, such as chat',
	);
	const rows = rowsOf(parameters.deployments, 'rows');
	if (rows.length === 0) throw new InputFault('There are no deployments: add at least one row under Deployments');
	const placed: PlacedDeployment[] = [];
	for (const [index, row] of rows.entries()) placed.push(await readRow(row, index, endpointsOf));
	const deployments = nameByEndpoint(placed);
	return { groups: { [name]: { ...readRoutingOptions(recordOf(parameters.routingOptions)), deployments } } };
}

async function readRow(
	row: Record<string, unknown>,
	index: number,
	endpointsOf: EndpointSource,
): Promise<PlacedDeployment> {
	const place = `Deployment row ${index + 1}`;
	const choice = row.provider;
	if (!isProviderChoice(choice))
		throw new InputFault(`${place}: unknown provider${quoteWord(choice)}; use one of ${PROVIDER_CHOICES.join(', ')}`);
	const endpoint = await readEndpoint(row, choice, place, endpointsOf);
	const options = recordOf(row.options);
	const priority = numberOf(row.priority) ?? 0;
	const locality = textOf(options.locality);
	const deployment: DeploymentInput = withoutUndefined({
		provider: PROVIDER_FACTS[choice].provider,
		baseUrl: endpoint.baseUrl || undefined,
		apiKey: endpoint.apiKey,
		headers: Object.keys(endpoint.headers).length > 0 ? endpoint.headers : undefined,
		model: locatorValueOf(row.model),
		name: textOf(options.name) || undefined,
		priority: priority === 0 ? index + 1 : priority,
		weight: numberOf(options.weight),
		rpm: numberOf(options.rpm),
		tpm: numberOf(options.tpm),
		concurrency: numberOf(options.concurrency),
		contextWindow: numberOf(options.contextWindow),
		locality: locality === '' || locality === 'auto' ? undefined : (locality as DeploymentInput['locality']),
		prices: readPrices(options),
		...readKnobs(options),
	});
	return { deployment, endpointName: endpoint.name };
}

/** As the library's gate does: what is longer than a word may be a key in the wrong place. */
function quoteWord(value: unknown): string {
	return typeof value === 'string' && /^(?!sk-)[a-z-]{1,24}$/i.test(value) ? ` ${JSON.stringify(value)}` : '';
}

async function readEndpoint(
	row: Record<string, unknown>,
	choice: ProviderChoice,
	place: string,
	endpointsOf: EndpointSource,
): Promise<CredentialEndpoint> {
	const { label, hasEndpointList } = PROVIDER_FACTS[choice];
	let endpoints: CredentialEndpoint[];
	try {
		endpoints = await endpointsOf(choice);
	} catch (error) {
		if (error instanceof InputFault) throw new InputFault(`${place}: ${error.message}`);
		throw error;
	}
	const name = hasEndpointList ? textOf(row.endpoint) : '';
	const endpoint = pickEndpoint(endpoints, name);
	if (endpoint === undefined)
		throw new InputFault(
			name === ''
				? `${place}: the ${label} credential has no endpoint; add one there`
				: `${place}: the ${label} credential has no endpoint named ${JSON.stringify(name)}`,
		);
	if (hasEndpointList && endpoint.baseUrl === '')
		throw new InputFault(
			`${place}: the endpoint ${JSON.stringify(endpoint.name)} of the ${label} credential has no base URL`,
		);
	return endpoint;
}

/** Values go through unchecked, as all that the library's gate checks. */
export function readRoutingOptions(options: Record<string, unknown>): Omit<GroupInput, 'deployments'> {
	return withoutUndefined({
		strategy: (textOf(options.strategy) || undefined) as GroupInput['strategy'],
		maxAttempts: numberOf(options.maxAttempts),
		deadlineSeconds: numberOf(options.deadlineSeconds),
		maxQueueWaitSeconds: numberOf(options.maxQueueWaitSeconds),
		midStreamFailure: (textOf(options.midStreamFailure) || undefined) as GroupInput['midStreamFailure'],
		failoverOnRefusal: options.failoverOnRefusal as boolean | undefined,
		localOnly: options.localOnly as boolean | undefined,
		...readKnobs(options),
	});
}

function readKnobs(options: Record<string, unknown>): Pick<DeploymentInput, (typeof KNOBS)[number]> {
	return Object.fromEntries(KNOBS.map((knob) => [knob, numberOf(options[knob])]));
}

function readPrices(options: Record<string, unknown>): DeploymentInput['prices'] {
	const prices = withoutUndefined({
		inputPerMillion: numberOf(options.priceInput),
		outputPerMillion: numberOf(options.priceOutput),
		cachedInputPerMillion: numberOf(options.priceCachedInput),
		cacheWritePerMillion: numberOf(options.priceCacheWrite),
	});
	// One price alone goes through as it is: the gate says which one is missing.
	return Object.keys(prices).length > 0 ? (prices as DeploymentInput['prices']) : undefined;
}

/** Absent and undefined are the same to the gate, but not to the fingerprint a router is kept under. */
function withoutUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}
