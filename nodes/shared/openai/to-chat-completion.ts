import type { IDataObject } from 'n8n-workflow';
import type { ChatAnswer, FinishReason } from '../../../lib';

/** What the whole answer and every chunk of a streamed one begin with. */
export interface CompletionHead extends IDataObject {
	id: string;
	/** Epoch seconds. */
	created: number;
	/** The model that answered, not the group that was asked, as OpenAI names the snapshot behind an alias. */
	model: string;
}

export function completionHead({ routing, servedModel, model }: ChatAnswer): CompletionHead {
	return {
		id: `chatcmpl-${routing.callId}`,
		// An answer has one attempt at least.
		created: Math.floor(routing.attempts[0]!.startedAtMs / 1000),
		model: servedModel ?? model,
	};
}

/** An answer as OpenAI's `chat.completion` object. `usage` is left out when the provider did not count. */
export function toChatCompletion(answer: ChatAnswer): IDataObject {
	const usage = toUsage(answer);
	return {
		...completionHead(answer),
		object: 'chat.completion',
		choices: [
			{
				index: 0,
				message: {
					role: 'assistant',
					content: answer.text === '' && answer.toolCalls.length > 0 ? null : answer.text,
					// Servers that show what a model thought agree on this name; OpenAI itself does not show it.
					...(answer.reasoning !== undefined && { reasoning_content: answer.reasoning }),
					refusal: null,
					annotations: [],
					...(answer.toolCalls.length > 0 && { tool_calls: toToolCalls(answer) }),
				},
				logprobs: null,
				finish_reason: toFinishReason(answer),
			},
		],
		...(usage !== undefined && { usage }),
	};
}

export function toToolCalls({ toolCalls }: ChatAnswer): IDataObject[] {
	return toolCalls.map(({ id, name, arguments: text }) => ({
		id,
		type: 'function',
		function: { name, arguments: text },
	}));
}

const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
	stop: 'stop',
	length: 'length',
	tool_calls: 'tool_calls',
	content_filter: 'content_filter',
	other: 'stop',
};

/** Some servers say `stop` after tool calls, upon which clients would not run them. */
export function toFinishReason({ finishReason, toolCalls }: ChatAnswer): string {
	const reason = FINISH_REASONS[finishReason];
	return reason === 'stop' && toolCalls.length > 0 ? 'tool_calls' : reason;
}

/** Undefined when input or output is not known. Of the details those are left out that the provider did not tell. */
export function toUsage({ usage }: ChatAnswer): IDataObject | undefined {
	const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = usage;
	if (inputTokens === undefined || outputTokens === undefined) return undefined;
	return {
		prompt_tokens: inputTokens,
		completion_tokens: outputTokens,
		total_tokens: inputTokens + outputTokens,
		...(cachedTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedTokens } }),
		...(reasoningTokens !== undefined && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
	};
}
