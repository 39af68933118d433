import type { FinishReason, ProviderEvent } from '../../types/chat';
import { CountReader, type UsageEvent } from '../count-reader';
import { isRecord } from '../http/error-answer';
import { assertToolCallCount } from '../http/tool-call-bound';
import { textOf } from '../text-of';

/** A line of the answer as it comes over the wire, which may lack what the package's types promise, or hold something else. */
export interface ChatChunk {
	model?: unknown;
	/** With `content`, `thinking`, and `tool_calls`, which have an `id` and a `function` with `name` and `arguments`. */
	message?: unknown;
	done?: unknown;
	done_reason?: unknown;
	prompt_eval_count?: unknown;
	eval_count?: unknown;
}

/**
 * Reads the lines of one answer, in order. Tool calls come whole; they get an id from `newId` where
 * the server gives none (only newer ones do). Throws a ProviderFailure at more than 1,000 of them.
 */
export function createChunkReader(newId: () => string): (chunk: ChatChunk) => ProviderEvent[] {
	let callCount = 0;
	let servedModel: string | undefined;

	const nameModel = (model: string): ProviderEvent[] => {
		if (model === '' || model === servedModel) return [];
		servedModel = model;
		return [{ type: 'served_model', model }];
	};

	const toToolCall = (call: Record<string, unknown>): ProviderEvent => {
		const called = isRecord(call.function) ? call.function : {};
		assertToolCallCount(callCount + 1);
		return {
			type: 'tool_call',
			index: callCount++,
			id: textOf(call.id) || newId(),
			name: textOf(called.name),
			argumentsDelta: argumentsText(called.arguments),
		};
	};

	return ({ model, message: sent, ...ending }) => {
		const events = nameModel(textOf(model));
		const message = isRecord(sent) ? sent : {};
		const [thinking, content] = [textOf(message.thinking), textOf(message.content)];
		if (thinking !== '') events.push({ type: 'reasoning', text: thinking });
		if (content !== '') events.push({ type: 'text', text: content });
		if (Array.isArray(message.tool_calls)) events.push(...message.tool_calls.filter(isRecord).map(toToolCall));
		if (ending.done) events.push(...usageEvents(ending), toFinish(textOf(ending.done_reason), callCount > 0));
		return events;
	};
}

/** Ollama says `stop` after tool calls too. `load` and `unload` end an answer that never began. */
function toFinish(reason: string, hasToolCalls: boolean): ProviderEvent {
	return { type: 'finish', reason: finishReason(reason, hasToolCalls), ...(reason !== '' && { raw: reason }) };
}

function finishReason(reason: string, hasToolCalls: boolean): FinishReason {
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
