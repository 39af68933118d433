import type { ProviderName } from '../../types/deployment';
import { quoteName } from '../quote-word';
import { suggest } from '../suggest';
import { azureBaseUrl, azureDeployment } from './azure';
import { isReference } from './environment-variables';
import { SERVERS, SERVICES } from './services';
import { insteadOfProvider, UNSERVED_PREFIXES } from './unserved-providers';

/** Who serves a model of LiteLLM's, in our words. */
export interface Served {
	provider: ProviderName;
	model: string;
	/** Absent: the provider's own. */
	baseUrl?: string;
	/** Where LiteLLM looks for a key that is not written; absent: none is needed. */
	keyName?: string;
	/** The header that holds the key in place of `Authorization`. */
	keyHeader?: string;
	/** What people read, where the provider's name alone would not say whose model it is. */
	name?: string;
}

export type FoundProvider = Served | { fault: string } | { instead: string };

const SERVED_PREFIXES = [
	'openai',
	'anthropic',
	'ollama',
	'ollama_chat',
	'azure',
	...Object.keys(SERVERS),
	...SERVICES.map(({ prefix }) => prefix),
];
const PREFIXES = [...SERVED_PREFIXES, ...UNSERVED_PREFIXES];

/** LiteLLM knows these names without a provider before them. */
const OPENAI_MODEL = /^(gpt-|chatgpt-|o[134](-|$)|ft:)/;
const CLAUDE_MODEL = /^claude-/;
/** Models with these words in their names are for other things than chat; the text's `mode` comes first. */
export const NO_CHAT_MODEL = /embed|whisper|dall-e|gpt-image|rerank|moderation|transcribe|(^|[/-])tts(-|$)/i;

/**
 * @param model as LiteLLM has it, usually `provider/name`
 * @param provider LiteLLM's `custom_llm_provider`, which comes before what the model says
 */
export function findProvider(model: string, provider: string | undefined, apiBase: string | undefined): FoundProvider {
	if (isReference(model))
		return {
			fault: 'Which provider serves the model must be known here: write the model itself in place of os.environ/NAME',
		};
	const [prefix, name] = split(model.trim(), provider);
	if (prefix === undefined)
		return {
			fault: `The model${quoteName(name)} has no provider; write it before the model, such as openai/gpt-4.1-mini`,
		};
	if (name === '') return { fault: `The model is missing after${quoteName(`${prefix}/`)}` };
	if (prefix === 'openai') return openAi(name, apiBase);
	if (prefix === 'anthropic')
		return {
			provider: 'anthropic',
			model: name,
			baseUrl: apiBase?.replace(/\/v1(\/messages)?\/*$/, ''),
			keyName: 'ANTHROPIC_API_KEY',
		};
	if (prefix === 'ollama' || prefix === 'ollama_chat') return { provider: 'ollama', model: name, baseUrl: apiBase };
	if (prefix === 'azure') return azure(name, apiBase);
	if (Object.hasOwn(SERVERS, prefix)) return server(prefix, name, apiBase);
	return service(prefix, name, apiBase) ?? unserved(prefix);
}

/** Prefix and model; no prefix where nobody knows whose model it is. */
function split(model: string, provider: string | undefined): [prefix: string | undefined, name: string] {
	if (provider !== undefined)
		return [provider, model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model];
	const slash = model.indexOf('/');
	if (slash > 0 && !model.startsWith('ft:')) return [model.slice(0, slash), model.slice(slash + 1)];
	if (OPENAI_MODEL.test(model) || NO_CHAT_MODEL.test(model)) return ['openai', model];
	return [CLAUDE_MODEL.test(model) ? 'anthropic' : undefined, model];
}

/** With another address than OpenAI's it is a server that speaks OpenAI's API; OpenAI's key is not for it. */
function openAi(name: string, apiBase: string | undefined): Served {
	const model = name.replace(/^responses\//, '');
	if (apiBase === undefined || hostOf(apiBase) === 'api.openai.com')
		return { provider: 'openai', model, baseUrl: apiBase, keyName: 'OPENAI_API_KEY' };
	return { provider: 'openai-compatible', model, baseUrl: apiBase };
}

function azure(name: string, apiBase: string | undefined): FoundProvider {
	if (apiBase === undefined)
		return { fault: "azure/ needs the resource's address as api_base, such as https://NAME.openai.azure.com" };
	return {
		provider: 'openai-compatible',
		model: azureDeployment(name),
		baseUrl: azureBaseUrl(apiBase),
		keyName: 'AZURE_API_KEY',
		keyHeader: 'api-key',
		name: `azure/${azureDeployment(name)}`,
	};
}

function server(prefix: string, name: string, apiBase: string | undefined): FoundProvider {
	if (apiBase === undefined)
		return { fault: `${prefix}/ needs the server's address as api_base, such as ${SERVERS[prefix]}` };
	return { provider: 'openai-compatible', model: name, baseUrl: apiBase, name: `${prefix}/${name}` };
}

function service(prefix: string, name: string, apiBase: string | undefined): Served | undefined {
	const known = SERVICES.find((one) => one.prefix === prefix);
	if (known === undefined) return undefined;
	const { modelsBelow } = known;
	const model = modelsBelow === undefined || name.startsWith('accounts/') ? name : modelsBelow + name;
	return {
		provider: 'openai-compatible',
		model,
		baseUrl: apiBase ?? known.baseUrl,
		keyName: known.keyName,
		name: `${prefix}/${name}`,
	};
}

function unserved(prefix: string): FoundProvider {
	const instead = insteadOfProvider(prefix);
	if (instead !== undefined) return { instead };
	const meant = suggest(prefix, PREFIXES);
	const remedy =
		meant === undefined
			? "write openai/ before a model whose server speaks OpenAI's API, and its address as api_base"
			: `did you mean "${meant}/"?`;
	return { fault: `Unknown provider${quoteName(`${prefix}/`)}; ${remedy}` };
}

function hostOf(address: string): string | undefined {
	return URL.canParse(address) ? new URL(address).hostname : undefined;
}
