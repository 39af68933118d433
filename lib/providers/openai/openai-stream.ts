import type { ProviderEvent } from '../../types/chat';
import type { Attempt } from '../http/attempt';
import { beginsAsJson } from '../http/begins-as-json';
import { END_GRACE_MS, LAST_EVENTS_GRACE_MS } from '../http/end-grace';
import { isRecord, parsedOrText } from '../http/error-answer';
import { parseJson } from '../http/parse-json';
import { type AnswerReader, ENDED_EARLY, readAnswer } from '../http/read-answer';
import { readServerSentEvents, type ServerSentEvent } from '../http/server-sent-events';
import { textOf } from '../text-of';
import { toOpenAiFinishReason } from './openai-finish-reason';
import { createOpenAiToolCallReader } from './openai-tool-calls';
import { toOpenAiUsage } from './openai-usage';

const END_MARK = '[DONE]';

/** Reads a 200 answer, streamed or (from servers that ignore `stream`) whole, and ends with `finish` or throws. */
export function readOpenAiAnswer(response: Response, attempt: Attempt): AsyncGenerator<ProviderEvent> {
	const reader = createOpenAiReader();
	return readAnswer<ServerSentEvent, unknown>(attempt, {
		reader,
		open: async () => await openBody(response, attempt, reader.graceMs),
		parse({ event, data }) {
			if (data === END_MARK) return void reader.markEnd();
			if (event === 'error') throw attempt.reported({ body: parsedOrText(data) });
			const chunk = parseJson(data, attempt.host);
			// `{error}` everywhere, `{object: 'error', message}` at older vLLM.
			if (isRecord(chunk) && (chunk.error || chunk.object === 'error')) throw attempt.reported({ body: chunk });
			return chunk;
		},
	});
}

/** A body without a usable content type is looked into: some servers send whole answers so. */
async function openBody(
	response: Response,
	attempt: Attempt,
	graceMs: () => number | undefined,
): Promise<AsyncIterable<ServerSentEvent[]>> {
	const contentType = response.headers.get('content-type') ?? '';
	const { body } = response;
	if (/\bhtml\b/i.test(contentType)) {
		body?.cancel().catch(() => undefined);
		throw attempt.broken('sent an HTML page, so this is no model server');
	}
	if (/\bjson\b/i.test(contentType)) return whole(response);
	if (body === null) return ReadableStream.from<ServerSentEvent[]>([]);
	const stream = { host: attempt.host, endMark: END_MARK, graceMs };
	if (/\bevent-stream\b/i.test(contentType)) return readServerSentEvents(body, stream);
	const opened = await beginsAsJson(body);
	return opened.isJson ? whole(new Response(opened.body)) : readServerSentEvents(opened.body, stream);
}

/** A whole answer, as the one event of a stream and its end mark. */
async function* whole(response: Response): AsyncGenerator<ServerSentEvent[]> {
	yield [{ data: await response.text() }];
	yield [{ data: END_MARK }];
}

/** Reads parsed `chat.completion.chunk`s, or a `chat.completion`, whose message is one large delta. */
export interface OpenAiReader extends AnswerReader<unknown> {
	/** The server marked the end (`[DONE]`, or a whole JSON body), so a missing finish reason is no cut. */
	markEnd(): void;
}

export function createOpenAiReader(): OpenAiReader {
	const toolCalls = createOpenAiToolCallReader();
	let servedModel: string | undefined;
	let raw: string | undefined;
	let refused = false;
	let hasContent = false;
	let counted = false;
	let marked = false;

	const readModel = (model: unknown): ProviderEvent[] => {
		if (typeof model !== 'string' || model === '' || model === servedModel) return [];
		servedModel = model;
		return [{ type: 'served_model', model }];
	};

	const readDelta = (delta: unknown): ProviderEvent[] => {
		if (!isRecord(delta)) return [];
		const events: ProviderEvent[] = [];
		const reasoning = textOf(delta.reasoning_content) || textOf(delta.reasoning);
		if (reasoning !== '') events.push({ type: 'reasoning', text: reasoning });
		events.push(...contentEvents(delta.content));
		const refusal = textOf(delta.refusal);
		if (refusal !== '') {
			refused = true;
			events.push({ type: 'text', text: refusal });
		}
		if (Array.isArray(delta.tool_calls)) for (const call of delta.tool_calls) events.push(...toolCalls.read(call));
		hasContent ||= events.length > 0 || toolCalls.any;
		return events;
	};

	return {
		get finished() {
			return raw !== undefined;
		},
		graceMs() {
			if (raw === undefined) return undefined;
			return counted ? END_GRACE_MS : LAST_EVENTS_GRACE_MS;
		},
		markEnd() {
			marked = true;
		},
		read(chunk) {
			if (!isRecord(chunk)) return [];
			const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
			const events = readModel(chunk.model);
			if (isRecord(choice)) {
				events.push(...readDelta(choice.delta ?? choice.message));
				if (textOf(choice.finish_reason) !== '') raw = textOf(choice.finish_reason);
			}
			// Groq has it in `x_groq` when nobody asked for usage.
			const usage =
				toOpenAiUsage(chunk.usage) ?? toOpenAiUsage(isRecord(chunk.x_groq) ? chunk.x_groq.usage : undefined);
			if (usage) {
				counted = true;
				events.push(usage);
			}
			return events;
		},
		end() {
			if (raw === undefined) {
				if (!marked || !hasContent) return ENDED_EARLY;
				return { complete: true, events: [...toolCalls.end(), { type: 'finish', reason: 'other' }] };
			}
			const reason = toOpenAiFinishReason(raw, toolCalls.any);
			if (reason === 'broken_off') return { complete: false, did: `broke off (finish reason "${raw}")` };
			return {
				complete: true,
				events: [...toolCalls.end(), { type: 'finish', reason: refused ? 'content_filter' : reason, raw }],
			};
		},
	};
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
