import type { ProviderName } from '../../lib';

/** What a row of the Deployments table may name as its provider. */
export const PROVIDER_CHOICES = ['anthropic', 'ollama', 'ollama-local', 'openai', 'openai-compatible'] as const;
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number];

interface ProviderChoiceFacts {
	/** As the panel shows it. */
	label: string;
	/** What the label leaves open, for the list in the panel. */
	explanation?: string;
	provider: ProviderName;
	/** Absent: needs none. */
	credentialType?: string;
	/** The credential holds a list of named endpoints. */
	hasEndpointList: boolean;
}

export const PROVIDER_FACTS: Readonly<Record<ProviderChoice, ProviderChoiceFacts>> = {
	anthropic: {
		label: 'Anthropic',
		provider: 'anthropic',
		credentialType: 'routedLlmAnthropicApi',
		hasEndpointList: false,
	},
	ollama: {
		label: 'Ollama',
		explanation: 'Servers listed in a credential',
		provider: 'ollama',
		credentialType: 'routedLlmOllamaApi',
		hasEndpointList: true,
	},
	// Also keeps the editor from hiding Providers, which it does when every choice of a parameter asks for a credential.
	'ollama-local': {
		label: 'Ollama on This Machine',
		explanation: 'At http://127.0.0.1:11434, without a credential',
		provider: 'ollama',
		hasEndpointList: false,
	},
	openai: {
		label: 'OpenAI',
		provider: 'openai',
		credentialType: 'routedLlmOpenAiApi',
		hasEndpointList: false,
	},
	'openai-compatible': {
		label: 'OpenAI-Compatible',
		explanation: "Any service or server that speaks OpenAI's protocol, such as OpenRouter, vLLM or LM Studio",
		provider: 'openai-compatible',
		credentialType: 'routedLlmOpenAiCompatibleApi',
		hasEndpointList: true,
	},
};

export function isProviderChoice(value: unknown): value is ProviderChoice {
	return typeof value === 'string' && Object.hasOwn(PROVIDER_FACTS, value);
}
