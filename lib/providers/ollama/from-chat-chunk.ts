import type { FinishReason, ProviderEvent } from '../../types/chat';
import { CountReader, type UsageEvent } from '../count-reader';

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
	prompt_eval_count?: unknown;
	eval_count?: unknown;
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
	const event = toUsageEvent(ending);
	return event === undefined ? [] : [event];
}

/** No prompt has 0 tokens: a 0 there means that nobody counted, and then a 0 for the output means the same. */
export function toUsageEvent({ prompt_eval_count: prompt, eval_count: output }: ChatChunk): UsageEvent | undefined {
	const counts = new CountReader();
	const inputTokens = counts.read(prompt, 'prompt_eval_count') || undefined;
	const outputTokens = counts.read(output, 'eval_count');
	return counts.toEvent({
		inputTokens,
		outputTokens: outputTokens === 0 && inputTokens === undefined ? undefined : outputTokens,
	});
}

/** An object as a rule; a text from servers in front of other models, passed on as the model wrote it. */
function argumentsText(args: unknown): string {
	return typeof args === 'string' ? args : JSON.stringify(args ?? {});
}
