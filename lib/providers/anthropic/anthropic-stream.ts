import type {
	RawContentBlockDelta,
	RawContentBlockStartEvent,
	RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import type { FinishReason, ProviderEvent } from '../../types/chat';
import type { Attempt } from '../http/attempt';
import { END_GRACE_MS, LAST_EVENTS_GRACE_MS } from '../http/end-grace';
import { isRecord, parsedOrText } from '../http/error-answer';
import { parseJson } from '../http/parse-json';
import { type AnswerReader, ENDED_EARLY, readAnswer } from '../http/read-answer';
import { readServerSentEvents, type ServerSentEvent } from '../http/server-sent-events';
import { assertToolCallCount } from '../http/tool-call-bound';
import { textOf } from '../text-of';
import { type AnthropicUsage, mergeAnthropicUsage, toAnthropicUsage } from './anthropic-usage';

/** Proxies that speak OpenAI's protocol too may end with it. */
const END_MARK = '[DONE]';

/** Reads a 200 answer, and ends with `finish` or throws. */
export function readAnthropicAnswer(response: Response, attempt: Attempt): AsyncGenerator<ProviderEvent> {
	const { body, headers } = response;
	const { host } = attempt;
	const reader = createAnthropicReader();
	return readAnswer<ServerSentEvent, RawMessageStreamEvent>(attempt, {
		reader,
		open: () =>
			body === null
				? ReadableStream.from<ServerSentEvent[]>([])
				: readServerSentEvents(body, { host, endMark: END_MARK, graceMs: reader.graceMs }),
		parse({ event, data }) {
			if (event === 'error') throw attempt.reported({ body: parsedOrText(data), headers });
			if (event === 'ping' || data === '' || data === END_MARK) return undefined;
			const message = parseJson(data, host);
			return isRecord(message) ? (message as unknown as RawMessageStreamEvent) : undefined;
		},
	});
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
	end_turn: 'stop',
	stop_sequence: 'stop',
	max_tokens: 'length',
	model_context_window_exceeded: 'length',
	tool_use: 'tool_calls',
	refusal: 'content_filter',
};

/** A reason we do not know is `other`, with the word in `raw`. */
export function toAnthropicFinish(reason: string): Extract<ProviderEvent, { type: 'finish' }> {
	const known = Object.hasOwn(FINISH_REASONS, reason) ? FINISH_REASONS[reason] : undefined;
	return { type: 'finish', reason: known ?? 'other', raw: reason };
}

/** A tool call under way: our index for it, and what the block began with. */
interface OpenToolCall {
	index: number;
	input: unknown;
	hasDeltas: boolean;
}

/**
 * It remembers which content block is which tool call, and counts, since Anthropic spreads them over the first and the last
 * event. Yields nothing for keep-alives, signatures, citations, tools that run at Anthropic, and kinds of event that are yet
 * to be invented.
 */
export function createAnthropicReader(): AnswerReader<RawMessageStreamEvent> {
	const openCalls = new Map<number, OpenToolCall>();
	let callCount = 0;
	let usage: AnthropicUsage = {};
	let finish: ProviderEvent | undefined;
	let stopped = false;

	const start = ({ index: block, content_block: content }: RawContentBlockStartEvent): ProviderEvent[] => {
		if (content.type === 'text') return textEvents('text', content.text);
		if (content.type === 'thinking') return textEvents('reasoning', content.thinking);
		if (content.type !== 'tool_use') return [];
		assertToolCallCount(callCount + 1);
		const index = callCount++;
		openCalls.set(block, { index, input: content.input, hasDeltas: false });
		return [{ type: 'tool_call', index, id: textOf(content.id), name: textOf(content.name), argumentsDelta: '' }];
	};

	const delta = (block: number, change: RawContentBlockDelta): ProviderEvent[] => {
		if (change.type === 'text_delta') return textEvents('text', change.text);
		if (change.type === 'thinking_delta') return textEvents('reasoning', change.thinking);
		const call = openCalls.get(block);
		const argumentsDelta = change.type === 'input_json_delta' ? textOf(change.partial_json) : '';
		if (!call || argumentsDelta === '') return [];
		call.hasDeltas = true;
		return [{ type: 'tool_call', index: call.index, argumentsDelta }];
	};

	/** A call without deltas has its arguments in the block's first event: none (`{}`), or all of them. */
	const stop = (block: number): ProviderEvent[] => {
		const call = openCalls.get(block);
		openCalls.delete(block);
		if (!call || call.hasDeltas) return [];
		const input = isRecord(call.input) ? call.input : {};
		return [{ type: 'tool_call', index: call.index, argumentsDelta: JSON.stringify(input) }];
	};

	const count = (counts: unknown): ProviderEvent[] => {
		if (!isRecord(counts)) return [];
		usage = mergeAnthropicUsage(usage, counts);
		const event = toAnthropicUsage(usage);
		return event === undefined ? [] : [event];
	};

	const read = (event: RawMessageStreamEvent): ProviderEvent[] => {
		switch (event.type) {
			case 'message_start': {
				const { model, usage: counts } = event.message;
				// Output is only a placeholder here.
				return [
					...(textOf(model) === '' ? [] : [{ type: 'served_model' as const, model: textOf(model) }]),
					...count(isRecord(counts) && { ...counts, output_tokens: null }),
				];
			}
			case 'content_block_start':
				return start(event);
			case 'content_block_delta':
				return delta(event.index, event.delta);
			case 'content_block_stop':
				return stop(event.index);
			case 'message_delta': {
				const events = count(event.usage);
				const reason = textOf(event.delta.stop_reason);
				if (reason !== '') finish ??= toAnthropicFinish(reason);
				return events;
			}
			case 'message_stop':
				stopped = true;
				finish ??= { type: 'finish', reason: 'other' };
				return [];
			default:
				return [];
		}
	};

	return {
		read,
		get finished() {
			return finish !== undefined;
		},
		graceMs() {
			if (finish === undefined) return undefined;
			return stopped ? END_GRACE_MS : LAST_EVENTS_GRACE_MS;
		},
		end: () => (finish === undefined ? ENDED_EARLY : { complete: true, events: [finish] }),
	};
}

function textEvents(type: 'text' | 'reasoning', sent: unknown): ProviderEvent[] {
	const text = textOf(sent);
	return text === '' ? [] : [{ type, text }];
}
