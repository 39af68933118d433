import type { ProviderEvent } from '../../types/chat';
import { beginsAsJson } from '../http/begins-as-json';
import { isRecord, parsedOrText } from '../http/error-answer';
import { END_GRACE_MS, LAST_EVENTS_GRACE_MS } from '../http/end-grace';
import { joinPieces } from '../http/join-pieces';
import { parseJson } from '../http/parse-json';
import { readServerSentEvents, type ServerSentEvent } from '../http/server-sent-events';
import type { AttemptFailures } from './attempt-failures';
import { ChatCompletionReader } from './openai-stream';

const END_MARK = '[DONE]';

/** Reads a 200 answer, streamed or (from servers that ignore `stream`) whole, and ends with `finish` or throws. */
export async function* readAnswer(response: Response, failures: AttemptFailures): AsyncGenerator<ProviderEvent> {
	const contentType = response.headers.get('content-type') ?? '';
	const reader = new ChatCompletionReader();
	let ended = false;
	try {
		if (/\bhtml\b/i.test(contentType)) {
			response.body?.cancel().catch(() => undefined);
			throw failures.server('it is an HTML page, so this is no model server');
		}
		const opened = await openBody(response, contentType);
		if (opened.isJson) {
			const body = parseJson(await new Response(opened.body).text(), failures.host);
			throwIfError(body, failures);
			for (const read of reader.read(body)) yield read;
			ended = true;
		} else if (opened.body !== null) {
			const graceMs = () => (reader.finished ? (reader.hasUsage ? END_GRACE_MS : LAST_EVENTS_GRACE_MS) : undefined);
			for await (const events of readServerSentEvents(opened.body, {
				host: failures.host,
				endMark: END_MARK,
				graceMs,
			})) {
				ended = events[0]?.data === END_MARK;
				if (ended) continue;
				const { read, failure } = readChunks(events, reader, failures);
				// Not `yield*`, which wraps each list in an async iterator: half a dozen promises per token.
				for (const event of joinPieces(read)) yield event;
				if (failure !== undefined) throw failure;
			}
		}
	} catch (error) {
		const failure = failures.from(error);
		// With its finish reason an answer is complete: what breaks behind it costs no more than the usage.
		if (!reader.finished || failure.failure.kind === 'cancelled') throw failure;
	}
	const end = reader.end(ended);
	if (!end.complete) throw failures.server(end.reason);
	for (const event of end.events) yield event;
}

/** A body without a usable content type is looked into: some servers send whole answers so. */
async function openBody(
	{ body }: Response,
	contentType: string,
): Promise<{ isJson: boolean; body: ReadableStream<Uint8Array> | null }> {
	const isJson = /\bjson\b/i.test(contentType);
	if (body === null || isJson || /\bevent-stream\b/i.test(contentType)) return { isJson, body };
	return await beginsAsJson(body);
}

/** Reads what can be read: what came before a fault is handed on first. */
function readChunks(
	chunks: readonly ServerSentEvent[],
	reader: ChatCompletionReader,
	failures: AttemptFailures,
): { read: ProviderEvent[]; failure?: unknown } {
	const read: ProviderEvent[] = [];
	try {
		for (const chunk of chunks) read.push(...reader.read(parseChunk(chunk, failures)));
		return { read };
	} catch (failure) {
		return { read, failure };
	}
}

function parseChunk({ event, data }: ServerSentEvent, failures: AttemptFailures): unknown {
	if (event === 'error') throw failures.fromAnswer(parsedOrText(data));
	const chunk = parseJson(data, failures.host);
	throwIfError(chunk, failures);
	return chunk;
}

/** `{error}` everywhere, `{object: 'error', message}` at older vLLM. */
function throwIfError(body: unknown, failures: AttemptFailures): void {
	if (isRecord(body) && (body.error || body.object === 'error')) throw failures.fromAnswer(body);
}
