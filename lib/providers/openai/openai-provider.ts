import type { Provider } from '../provider';
import { createChatCompletionsProvider } from './chat-completions-provider';
import { refineOpenAiError } from './classify-openai-error';

/** OpenAI's chat completions. */
export function createOpenAiProvider(): Provider {
	return createChatCompletionsProvider({
		maxTokensField: 'max_completion_tokens',
		mayRefuseStreamOptions: false,
		refine: refineOpenAiError,
	});
}
