import type { FinishReason, ProviderEvent, TokenUsage } from '../../types/chat';

/** A line of the answer as it comes over the wire, which may lack what the package's types promise. */
export interface ChatChunk {
	model?: string;
	message?: {
		content?: string;
		thinking?: string;
		tool_calls?: ReadonlyArray<{ id?: string; function?: { name?: string; arguments?: unknown } }>;
	};
	done?: boolean;
	done_reason?: string;
	prompt_eval_count?: number;
	eval_count?: number;
}

/**
 * Reads the lines of one answer, in order. Tool calls come whole; they get an id from `newId` where
 * the server gives none (only newer ones do).
 */
export function createChunkReader(newId: () => string): (chunk: ChatChunk) => ProviderEvent[] {
	let callCount = 0;
	let servedModel: string | undefined;

	const nameModel = (model: string | undefined): ProviderEvent[] => {
		if (!model || model === servedModel) return [];
		servedModel = model;
		return [{ type: 'served_model', model }];
	};

	return ({ model, message, ...ending }) => {
		const events = nameModel(model);
		if (message?.thinking) events.push({ type: 'reasoning', text: message.thinking });
		if (message?.content) events.push({ type: 'text', text: message.content });
		for (const call of message?.tool_calls ?? []) {
			events.push({
				type: 'tool_call',
				index: callCount++,
				id: call.id || newId(),
				name: call.function?.name ?? '',
				argumentsDelta: argumentsText(call.function?.arguments),
			});
		}
		if (ending.done) events.push(...usageEvents(ending), toFinish(ending.done_reason, callCount > 0));
		return events;
	};
}

/** Ollama says `stop` after tool calls too. `load` and `unload` end an answer that never began. */
function toFinish(reason: string | undefined, hasToolCalls: boolean): ProviderEvent {
	return { type: 'finish', reason: finishReason(reason, hasToolCalls), ...(reason !== undefined && { raw: reason }) };
}

function finishReason(reason: string | undefined, hasToolCalls: boolean): FinishReason {
	if (reason === 'stop') return hasToolCalls ? 'tool_calls' : 'stop';
	return reason === 'length' ? 'length' : 'other';
}

function usageEvents(ending: ChatChunk): ProviderEvent[] {
	const usage = toTokenUsage(ending);
	return Object.keys(usage).length === 0 ? [] : [{ type: 'usage', usage }];
}

/** No prompt has 0 tokens: a 0 there means that nobody counted, and then a 0 for the output means the same. */
export function toTokenUsage({ prompt_eval_count: prompt, eval_count: output }: ChatChunk): TokenUsage {
	return {
		...(prompt && { inputTokens: prompt }),
		...(output !== undefined && (output > 0 || prompt) && { outputTokens: output }),
	};
}

/** An object as a rule; a text from servers in front of other models, passed on as the model wrote it. */
function argumentsText(args: unknown): string {
	return typeof args === 'string' ? args : JSON.stringify(args ?? {});
}
