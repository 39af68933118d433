import { PROVIDER_TRAITS } from '../../providers/traits';
import { looksLikeKey } from '../quote-word';
import { entriesOf } from '../raw-input';
import type { Path } from '../model-groups/converted';
import type { Copies } from './copies';
import { referenceTo, type EnvironmentVariables } from './environment-variables';
import { findProvider, type Served } from './find-provider';
import { firstOf, leafOf, maybeLeaf, settingsAt, type Found, type Settings } from './found';
import type { ModelEntry } from './litellm-config';
import { noteIgnored } from './ignored';
import { IGNORED_PARAMS } from './ignored-params';
import { IGNORED_OF_ENTRY } from './ignored-sections';
import type { Notes } from './notes';
import { toPrices } from './to-prices';
import { tracedObject, tracedObjectOfAny, type Traced } from './traced';

/** What holds for all entries of `model_list`. */
export interface Surroundings {
	notes: Notes;
	environment: EnvironmentVariables;
	/** The values of `credential_list` by name. */
	credentials: ReadonlyMap<string, Settings>;
	copies: Copies;
	/** `router_settings`. */
	router: Settings;
	/** Added to every `order`, so that 0 comes before 1. */
	orderShift: number;
}

/** Settings of the entry itself and of the credential that it names, which come after its own. */
export function paramsOf(
	entry: ModelEntry,
	path: Path,
	{ credentials, copies }: Pick<Surroundings, 'credentials' | 'copies'>,
): Settings {
	const own = settingsAt(entry.litellm_params, [...path, 'litellm_params']);
	const name = own.get('litellm_credential_name');
	const shared = typeof name?.value === 'string' ? credentials.get(name.value) : undefined;
	if (shared === undefined) return own;
	for (const { value } of shared.values()) copies.count(1 + entriesOf(value).length, name!.path);
	return new Map([...shared, ...own]);
}

/** Who serves the entry's model; undefined when its name cannot be read. */
export function providerOf(params: Settings, environment: EnvironmentVariables) {
	const text = (found: Found | undefined) => {
		const value = found && environment.fill(found).value;
		return typeof value === 'string' ? value : undefined;
	};
	/** Of what people are shown: a key among the variables is not filled in. */
	const shown = (found: Found | undefined) => {
		const value = text(found);
		return value !== undefined && value !== found?.value && looksLikeKey(value) ? (found!.value as string) : value;
	};
	const model = shown(params.get('model'));
	const provider = shown(params.get('custom_llm_provider'));
	return model === undefined
		? undefined
		: findProvider(model, provider, text(params.get('api_base') ?? params.get('base_url')));
}

/** An entry of `model_list` as a deployment of ours. */
export function toDeployment(
	served: Served,
	entry: ModelEntry,
	path: Path,
	params: Settings,
	around: Surroundings,
): Traced {
	const { notes, environment, router } = around;
	const info = settingsAt(entry.model_info, [...path, 'model_info']);
	const outside = settingsAt({ rpm: entry.rpm, tpm: entry.tpm }, path);
	const model = params.get('model')!;
	const filled = (found: Found | undefined) => found && environment.fill(found, 'number');
	const number = (...places: ReadonlyArray<readonly [Settings, string]>) => filled(firstOf(notes, ...places));
	const apiBase = firstOf(notes, [params, 'api_base'], [params, 'base_url']);
	noteIgnored(notes, params, IGNORED_PARAMS);
	noteIgnored(notes, settingsAt({ ...entry }, path), IGNORED_OF_ENTRY);
	return tracedObject(path, {
		provider: { origin: model.path, leaf: served.provider },
		baseUrl:
			served.baseUrl === undefined
				? undefined
				: { origin: apiBase ? environment.fill(apiBase).path : model.path, leaf: served.baseUrl },
		apiKey: served.keyHeader === undefined ? keyOf(served, params, environment) : undefined,
		headers: toHeaders(served, params, around),
		model: { origin: model.path, leaf: served.model },
		name: served.name === undefined ? undefined : { origin: model.path, leaf: served.name },
		priority: toPriority(number([params, 'order'], [params, 'priority']), around.orderShift),
		weight: maybeLeaf(number([params, 'weight'])),
		rpm: maybeLeaf(number([params, 'rpm'], [outside, 'rpm'])),
		tpm: maybeLeaf(number([params, 'tpm'], [outside, 'tpm'])),
		concurrency: maybeLeaf(filled(params.get('max_parallel_requests') ?? router.get('default_max_parallel_requests'))),
		prices: toPrices((name) => number([params, name], [info, name]), notes, [params, info]),
		contextWindow: maybeLeaf(number([info, 'max_input_tokens'])),
		supports: tracedObjectOfAny([...path, 'model_info'], {
			images: maybeLeaf(info.get('supports_vision')),
			tools: maybeLeaf(info.get('supports_function_calling')),
			jsonSchema: maybeLeaf(info.get('supports_response_schema')),
		}),
		firstTokenSeconds: maybeLeaf(number([params, 'stream_timeout'])),
		attemptSeconds: maybeLeaf(number([params, 'timeout'])),
		retries: maybeLeaf(number([params, 'num_retries'], [params, 'max_retries'])),
		allowedFails: toAllowedFails(number([params, 'allowed_fails'])),
		cooldownSeconds:
			router.get('disable_cooldowns')?.value === true
				? withoutCooldown(params, notes)
				: maybeLeaf(number([params, 'cooldown_time'])),
	});
}

/** LiteLLM's `allowed_fails: 0` cools at the first failure, which is 1 here. */
export function toAllowedFails(found: Found | undefined): Traced | undefined {
	return found && { origin: found.path, leaf: found.value === 0 ? 1 : found.value };
}

function withoutCooldown(params: Settings, notes: Notes): undefined {
	const own = params.get('cooldown_time');
	if (own !== undefined) notes.ignore(own.path, 'router_settings.disable_cooldowns turns all cooldowns off');
	return undefined;
}

/** The key as it is written, else where LiteLLM looks for it. */
function keyOf({ keyName }: Served, params: Settings, environment: EnvironmentVariables): Traced | undefined {
	const own = params.get('api_key');
	if (own !== undefined && own.value !== '') return leafOf(environment.fill(own));
	return keyName === undefined
		? undefined
		: leafOf(environment.fill({ value: referenceTo(keyName), path: params.get('model')!.path }));
}

function toHeaders(served: Served, params: Settings, { notes, environment }: Surroundings): Traced | undefined {
	const fields = ['headers', 'extra_headers'].flatMap((name) => {
		const found = params.get(name);
		return [...settingsAt(found?.value as Record<string, unknown> | undefined, found?.path ?? [])];
	});
	const headers: Record<string, Traced | undefined> = Object.fromEntries(
		fields.map(([name, found]) => [name, leafOf(environment.fill(found))]),
	);
	const organization = params.get('organization');
	if (organization !== undefined && served.keyHeader === undefined && PROVIDER_TRAITS[served.provider].hasOrganizations)
		headers['OpenAI-Organization'] = leafOf(environment.fill(onlyOne(organization, notes)));
	else if (organization !== undefined) notes.ignore(organization.path, 'Only OpenAI has organizations');
	if (served.keyHeader !== undefined) headers[served.keyHeader] ??= keyOf(served, params, environment);
	const origin = params.get('extra_headers') ?? params.get('headers') ?? organization ?? params.get('model')!;
	return tracedObjectOfAny(origin.path, headers);
}

/** LiteLLM makes a deployment of each organization in a list; with one key they are the same deployment here. */
function onlyOne(organization: Found, notes: Notes): Found {
	if (!Array.isArray(organization.value)) return organization;
	const [first, ...others] = (organization.value as unknown[]).map((value, index) => ({
		value,
		path: [...organization.path, index],
	}));
	for (const { path } of others)
		notes.ignore(
			path,
			'One key is one deployment here, so only the first organization is named; give each a key and an entry of its own',
		);
	return first ?? { value: undefined, path: organization.path };
}

/** Ours begin at 1. */
function toPriority(found: Found | undefined, shift: number): Traced | undefined {
	if (found === undefined) return undefined;
	return { origin: found.path, leaf: typeof found.value === 'number' ? found.value + shift : found.value };
}
