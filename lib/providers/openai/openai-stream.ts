import type { ProviderEvent } from '../../types/chat';
import { isRecord } from '../http/error-answer';
import { textOf } from '../text-of';
import { mapFinishReason } from './openai-finish-reason';
import { ToolCallDeltas } from './openai-tool-calls';
import { toUsageEvent } from './openai-usage';

/** How an answer stands when its stream has ended. */
export type AnswerEnd = { complete: true; events: ProviderEvent[] } | { complete: false; reason: string };

/**
 * Reads the chunks of one chat completion, or a whole one, into events. Does no I/O; what it does not
 * know it passes over, and it throws only at more than 1,000 tool calls, a ProviderFailure. The finish event is held back to the end, since usage comes after its reason.
 */
export class ChatCompletionReader {
	private readonly toolCalls = new ToolCallDeltas();
	private servedModel: string | undefined;
	private finishReason: string | undefined;
	private refused = false;
	private hasContent = false;
	private counted = false;

	/** The server has said why the answer ended: nothing of it is missing but perhaps its usage. */
	get finished(): boolean {
		return this.finishReason !== undefined;
	}

	/** The server has said what the answer took. */
	get hasUsage(): boolean {
		return this.counted;
	}

	/** `chunk`: a parsed `chat.completion.chunk`, or a `chat.completion`, whose message is one large delta. */
	read(chunk: unknown): ProviderEvent[] {
		if (!isRecord(chunk)) return [];
		const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
		const events = this.readModel(chunk.model);
		if (isRecord(choice)) {
			events.push(...this.readDelta(choice.delta ?? choice.message));
			if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '')
				this.finishReason = choice.finish_reason;
		}
		// Groq has it in `x_groq` when nobody asked for usage.
		const usage = toUsageEvent(chunk.usage) ?? toUsageEvent(isRecord(chunk.x_groq) ? chunk.x_groq.usage : undefined);
		if (usage) {
			this.counted = true;
			events.push(usage);
		}
		return events;
	}

	/** `ended`: the server marked the end (`[DONE]`, or a whole JSON body), so a missing finish reason is no cut. */
	end(ended: boolean): AnswerEnd {
		const raw = this.finishReason;
		if (raw === undefined) {
			if (!ended || !this.hasContent) return { complete: false, reason: 'the answer ended before it was complete' };
			return { complete: true, events: [...this.toolCalls.end(), { type: 'finish', reason: 'other' }] };
		}
		const reason = mapFinishReason(raw, this.toolCalls.any);
		if (reason === 'broken_off') return { complete: false, reason: `the server broke off (finish reason "${raw}")` };
		return {
			complete: true,
			events: [...this.toolCalls.end(), { type: 'finish', reason: this.refused ? 'content_filter' : reason, raw }],
		};
	}

	private readModel(model: unknown): ProviderEvent[] {
		if (typeof model !== 'string' || model === '' || model === this.servedModel) return [];
		this.servedModel = model;
		return [{ type: 'served_model', model }];
	}

	private readDelta(delta: unknown): ProviderEvent[] {
		if (!isRecord(delta)) return [];
		const events: ProviderEvent[] = [];
		const reasoning = textOf(delta.reasoning_content) || textOf(delta.reasoning);
		if (reasoning !== '') events.push({ type: 'reasoning', text: reasoning });
		events.push(...contentEvents(delta.content));
		const refusal = textOf(delta.refusal);
		if (refusal !== '') {
			this.refused = true;
			events.push({ type: 'text', text: refusal });
		}
		if (Array.isArray(delta.tool_calls)) {
			for (const call of delta.tool_calls) events.push(...this.toolCalls.read(call));
		}
		this.hasContent ||= events.length > 0 || this.toolCalls.any;
		return events;
	}
}

/** Text, or Mistral's list of parts, whose `thinking` parts hold parts again. */
function contentEvents(content: unknown, type: 'text' | 'reasoning' = 'text'): ProviderEvent[] {
	if (typeof content === 'string') return content === '' ? [] : [{ type, text: content }];
	if (!Array.isArray(content)) return [];
	return content.flatMap((part: unknown) => {
		if (!isRecord(part)) return [];
		return part.type === 'thinking' ? contentEvents(part.thinking, 'reasoning') : contentEvents(part.text, type);
	});
}
