import type {
	MessageCreateParamsStreaming,
	OutputConfig,
	Tool,
	ToolChoice,
} from '@anthropic-ai/sdk/resources/messages';
import type { GenerationSettings } from '../../types/chat';
import { isRecord } from '../http/error-answer';
import { unsupported } from '../http/unsendable';
import type { ProviderCall } from '../provider';
import { anthropicModelTraits } from './anthropic-model-traits';
import { toAnthropicMessages, toAnthropicSystem } from './anthropic-messages';
import { toAnthropicThinking } from './anthropic-thinking';

/** The API wants `max_tokens` always. */
export const DEFAULT_MAX_TOKENS = 4_096;

/** The SDK's types follow version 2026-10-21 of the API, which has no sampling parameters; older models take them. */
export type AnthropicRequest = MessageCreateParamsStreaming & { temperature?: number; top_p?: number };

/** Rewrites a JSON schema to the part of the language that structured outputs know. Throws when it cannot. */
export type SchemaFitter = (schema: Record<string, unknown>) => Record<string, unknown>;

/**
 * The body of `POST /v1/messages` for one call. What the model has no word for is left out: `seed`, penalties and
 * `jsonObject`; `temperature` and `top_p` from Claude 4.7 on, or beside thinking; stop sequences of white space. `extraBody`
 * is laid over it, but not over the model and the stream; its `output_config` is merged, since that holds the schema and the
 * effort. Throws `unsupported` for content that cannot be sent.
 */
export function toAnthropicRequest(
	call: Pick<ProviderCall, 'model' | 'messages' | 'settings'>,
	fitSchema: SchemaFitter,
): AnthropicRequest {
	const { model, messages, settings } = call;
	const thinking = toAnthropicThinking(model, messages, settings);
	const system = toAnthropicSystem(messages);
	const outputConfig: OutputConfig = {
		...(thinking.effort && { effort: thinking.effort }),
		...(settings.responseSchema && {
			format: { type: 'json_schema', schema: fitted(settings.responseSchema.schema, fitSchema) },
		}),
		...(isRecord(settings.extraBody?.output_config) && settings.extraBody.output_config),
	};
	return {
		max_tokens: settings.maxOutputTokens ?? DEFAULT_MAX_TOKENS + thinking.allowanceTokens,
		...(system !== undefined && { system }),
		messages: toAnthropicMessages(messages),
		...(thinking.config ? { thinking: thinking.config } : sampling(model, settings)),
		...stopSequences(settings),
		...tools(settings),
		...settings.extraBody,
		...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
		model,
		stream: true,
	};
}

/** The API refuses stop sequences that are only white space. */
function stopSequences({ stop = [] }: GenerationSettings): { stop_sequences?: string[] } {
	const visible = stop.filter((sequence) => sequence.trim() !== '');
	return visible.length === 0 ? {} : { stop_sequences: visible };
}

/** Anthropic's temperature ends at 1. */
function sampling(model: string, { temperature, topP }: GenerationSettings): { temperature?: number; top_p?: number } {
	const { sampling: accepted } = anthropicModelTraits(model);
	if (accepted === 'none') return {};
	const wantsTemperature = temperature !== undefined;
	return {
		...(wantsTemperature && { temperature: Math.min(1, Math.max(0, temperature)) }),
		...(topP !== undefined && !(wantsTemperature && accepted === 'one') && { top_p: topP }),
	};
}

function tools({ tools: definitions, toolChoice }: GenerationSettings): { tools?: Tool[]; tool_choice?: ToolChoice } {
	if (!definitions?.length) return {};
	return {
		tools: definitions.map(({ name, description, parameters }) => ({
			name,
			...(description && { description }),
			input_schema: { ...parameters, type: 'object' },
		})),
		...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
	};
}

function toToolChoice(choice: NonNullable<GenerationSettings['toolChoice']>): ToolChoice {
	if (typeof choice === 'object') return { type: 'tool', name: choice.name };
	return { type: choice === 'required' ? 'any' : choice };
}

function fitted(schema: Record<string, unknown>, fitSchema: SchemaFitter): Record<string, unknown> {
	try {
		return fitSchema(schema);
	} catch {
		throw unsupported(
			'Anthropic cannot answer in this JSON schema: every part of it needs a type, an enum, a const or a combination (anyOf).',
		);
	}
}
