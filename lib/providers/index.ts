import type { ProviderName } from '../types/deployment';
import { createAnthropicProvider } from './anthropic/anthropic-provider';
import { createOllamaProvider } from './ollama/ollama-provider';
import { createOpenAiProvider } from './openai/openai-provider';
import { createOpenAiCompatibleProvider } from './openai-compatible/openai-compatible-provider';
import type { Provider } from './provider';

/**
 * All providers, one adapter each. Make it once a process: SDK clients are kept in it. Loading this module loads
 * no SDK: each comes with the first request to its provider.
 */
export function createProviders(): Record<ProviderName, Provider> {
	return {
		openai: createOpenAiProvider(),
		anthropic: createAnthropicProvider(),
		ollama: createOllamaProvider(),
		'openai-compatible': createOpenAiCompatibleProvider(),
	};
}
