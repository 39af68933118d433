import { createChatCompletionsProvider } from '../openai/openai-provider';
import type { Provider } from '../provider';
import { refineOpenAiCompatibleError } from './openai-compatible-errors';

/**
 * Everything else that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, OpenRouter, Groq, Mistral,
 * Gemini and many more. The key is optional.
 */
export function createOpenAiCompatibleProvider(): Provider {
	return createChatCompletionsProvider({
		maxTokensField: 'max_tokens',
		mayRefuseStreamOptions: true,
		refine: refineOpenAiCompatibleError,
	});
}
