import type { OpenAI } from 'openai';
import type { GenerationSettings, Message } from '../../types/chat';
import { fitsOpenAiStrictMode } from './openai-strict-schema';
import { toOpenAiMessages } from './openai-messages';

export type OpenAiRequest = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** What differs between servers that speak this protocol. */
export interface OpenAiRequestDialect {
	/** OpenAI's newer models take only `max_completion_tokens`, most other servers only `max_tokens`. */
	maxTokensField: 'max_completion_tokens' | 'max_tokens';
	/** Ask for usage at the end of the stream (`stream_options`). */
	includeUsage: boolean;
}

/** OpenAI allows these characters in a schema's name, and 64 of them. */
const FORBIDDEN_IN_NAME = /[^a-zA-Z0-9_-]+/g;
const MAX_NAME_LENGTH = 64;

/**
 * The body of one streamed chat completion. What is not set is left out; `extraBody` wins over all but what makes the
 * request this deployment's and its answer readable: the model and the stream.
 */
export function toOpenAiRequest(
	model: string,
	messages: readonly Message[],
	settings: GenerationSettings,
	dialect: OpenAiRequestDialect,
): OpenAiRequest {
	return {
		messages: toOpenAiMessages(messages),
		...(settings.maxOutputTokens !== undefined && { [dialect.maxTokensField]: settings.maxOutputTokens }),
		...(settings.temperature !== undefined && { temperature: settings.temperature }),
		...(settings.topP !== undefined && { top_p: settings.topP }),
		...(settings.frequencyPenalty !== undefined && { frequency_penalty: settings.frequencyPenalty }),
		...(settings.presencePenalty !== undefined && { presence_penalty: settings.presencePenalty }),
		...(settings.stop?.length && { stop: settings.stop }),
		...(settings.seed !== undefined && { seed: settings.seed }),
		...(settings.reasoningEffort !== undefined && { reasoning_effort: settings.reasoningEffort }),
		...(settings.jsonObject && { response_format: { type: 'json_object' } }),
		...(settings.responseSchema && { response_format: responseFormat(settings.responseSchema) }),
		...toolSettings(settings),
		...settings.chatCompletionsBody,
		...settings.extraBody,
		model,
		stream: true,
		...(dialect.includeUsage && { stream_options: { include_usage: true } }),
	};
}

function responseFormat({
	name,
	schema,
}: NonNullable<GenerationSettings['responseSchema']>): OpenAiRequest['response_format'] {
	const allowedName = name.replaceAll(FORBIDDEN_IN_NAME, '_').slice(0, MAX_NAME_LENGTH) || 'answer';
	return {
		type: 'json_schema',
		json_schema: { name: allowedName, schema, ...(fitsOpenAiStrictMode(schema) && { strict: true }) },
	};
}

/** A tool choice without tools is refused, so it goes only with them. */
function toolSettings({ tools, toolChoice }: GenerationSettings): Pick<OpenAiRequest, 'tools' | 'tool_choice'> {
	if (!tools?.length) return {};
	return {
		tools: tools.map(({ name, description, parameters }) => ({
			type: 'function',
			function: { name, ...(description !== undefined && { description }), parameters },
		})),
		...(toolChoice !== undefined && {
			tool_choice:
				typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } },
		}),
	};
}
