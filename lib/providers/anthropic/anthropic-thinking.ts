import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
import type { GenerationSettings, Message, ReasoningEffort } from '../../types/chat';
import { anthropicModelTraits } from './anthropic-model-traits';

export interface Thinking {
	config?: ThinkingConfigParam;
	effort?: OutputConfig['effort'];
	/** What thinking may take; `max_tokens` holds it and the answer. */
	allowanceTokens: number;
}

/** Tokens a model may think, 1,024 being the least that Anthropic accepts. The steps are ours. */
const ALLOWANCE_TOKENS: Readonly<Record<ReasoningEffort, number>> = {
	minimal: 1_024,
	low: 4_096,
	medium: 10_000,
	high: 20_000,
};
const MIN_BUDGET_TOKENS = 1_024;
const NONE: Thinking = { allowanceTokens: 0 };

/** Asks the model to think as hard as the settings say, in the words that this model knows. */
export function toAnthropicThinking(
	model: string,
	messages: readonly Message[],
	settings: GenerationSettings,
): Thinking {
	const { reasoningEffort: effort, maxOutputTokens } = settings;
	if (effort === undefined) return NONE;
	const { thinking } = anthropicModelTraits(model);
	if (thinking === 'adaptive') {
		return {
			// New models think silently unless told otherwise, and silence looks like a stall.
			config: forcesTool(settings) ? undefined : { type: 'adaptive', display: 'summarized' },
			effort: effort === 'minimal' ? 'low' : effort,
			allowanceTokens: ALLOWANCE_TOKENS[effort],
		};
	}
	if (thinking === 'none' || forcesTool(settings) || isInToolLoop(messages)) return NONE;
	const wanted = ALLOWANCE_TOKENS[effort];
	const budget = maxOutputTokens === undefined ? wanted : Math.min(wanted, Math.floor(maxOutputTokens / 2));
	if (budget < MIN_BUDGET_TOKENS) return NONE;
	return { config: { type: 'enabled', budget_tokens: budget }, allowanceTokens: budget };
}

/** Anthropic refuses thinking together with a forced tool. */
function forcesTool({ tools, toolChoice }: GenerationSettings): boolean {
	return (tools?.length ?? 0) > 0 && (toolChoice === 'required' || typeof toolChoice === 'object');
}

/** With a budget, Anthropic wants the signed thinking before the tool calls back, which no other provider could give. */
function isInToolLoop(messages: readonly Message[]): boolean {
	return messages.at(-1)?.role === 'tool';
}
