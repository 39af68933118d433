import type { ProviderEvent } from '../../types/chat';
import { isRecord, parsedOrText } from '../http/error-answer';
import { END_GRACE_MS, LAST_EVENTS_GRACE_MS } from '../http/end-grace';
import { readServerSentEvents, type ServerSentEvent } from '../http/server-sent-events';
import type { AttemptFailures } from './attempt-failures';
import { ChatCompletionReader } from './from-chat-completion-chunk';

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
		if (/\bjson\b/i.test(contentType)) {
			const body: unknown = JSON.parse(await response.text());
			throwIfError(body, failures);
			for (const read of reader.read(body)) yield read;
			ended = true;
		} else if (response.body !== null) {
			const graceMs = () => (reader.finished ? (reader.hasUsage ? END_GRACE_MS : LAST_EVENTS_GRACE_MS) : undefined);
			for await (const event of readServerSentEvents(response.body, END_MARK, graceMs)) {
				ended = event.data === END_MARK;
				if (ended) continue;
				// Not `yield*`, which wraps each list in an async iterator: half a dozen promises per token.
				for (const read of reader.read(parseChunk(event, failures))) yield read;
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

function parseChunk({ event, data }: ServerSentEvent, failures: AttemptFailures): unknown {
	if (event === 'error') throw failures.fromAnswer(parsedOrText(data));
	const chunk: unknown = JSON.parse(data);
	throwIfError(chunk, failures);
	return chunk;
}

/** `{error}` everywhere, `{object: 'error', message}` at older vLLM. */
function throwIfError(body: unknown, failures: AttemptFailures): void {
	if (isRecord(body) && (body.error || body.object === 'error')) throw failures.fromAnswer(body);
}
