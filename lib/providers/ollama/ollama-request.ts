import type { ChatRequest, Options, Tool } from 'ollama';
import type { GenerationSettings } from '../../types/chat';
import { isRecord } from '../http/error-answer';
import type { ProviderCall } from '../provider';
import { type OllamaMessage, toOllamaMessages } from './ollama-messages';

export type OllamaRequest = Omit<ChatRequest, 'messages'> & { messages: OllamaMessage[]; stream: true };

/**
 * The body of `POST /api/chat` for one call. `extraBody` is laid over it, but not over the model and the stream; its
 * `options` are merged one by one, so that `num_ctx` may be set without losing the temperature. Ollama knows no forced tool: `required` is left out,
 * and of a tool named in `toolChoice` only that tool is offered. Throws `unsupported` for content that cannot be sent.
 */
export function toOllamaRequest(call: Pick<ProviderCall, 'model' | 'messages' | 'settings'>): OllamaRequest {
	const { model, messages, settings } = call;
	const tools = toTools(settings);
	const options = { ...toOptions(settings), ...(isRecord(settings.extraBody?.options) && settings.extraBody.options) };
	return {
		messages: toOllamaMessages(messages),
		...(tools.length > 0 && { tools }),
		...(settings.jsonObject && { format: 'json' }),
		...(settings.responseSchema && { format: settings.responseSchema.schema }),
		...(settings.reasoningEffort && {
			think: settings.reasoningEffort === 'minimal' ? 'low' : settings.reasoningEffort,
		}),
		...settings.extraBody,
		...(Object.keys(options).length > 0 && { options }),
		model,
		stream: true,
	};
}

function toOptions(settings: GenerationSettings): Partial<Options> {
	const { temperature, topP, frequencyPenalty, presencePenalty, maxOutputTokens, stop, seed } = settings;
	return {
		...(temperature !== undefined && { temperature }),
		...(topP !== undefined && { top_p: topP }),
		...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
		...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
		...(maxOutputTokens !== undefined && { num_predict: maxOutputTokens }),
		...(stop?.length && { stop }),
		...(seed !== undefined && { seed }),
	};
}

function toTools({ tools = [], toolChoice }: GenerationSettings): Tool[] {
	if (toolChoice === 'none') return [];
	const offered = typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
	return offered.map(({ name, description, parameters }) => ({
		type: 'function',
		function: { name, ...(description && { description }), parameters },
	}));
}
