import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { ProviderEvent } from '../../types/chat';
import type { ErrorAnswer } from '../http/error-answer';
import { isRecord, parsedOrText } from '../http/error-answer';
import { END_GRACE_MS, LAST_EVENTS_GRACE_MS } from '../http/end-grace';
import { joinPieces } from '../http/join-pieces';
import { parseJson } from '../http/parse-json';
import { readServerSentEvents, type ServerSentEvent } from '../http/server-sent-events';
import { createMessageReader } from './anthropic-stream';

/** Proxies that speak OpenAI's protocol too may end with it. */
const END_MARK = '[DONE]';

export interface MessageStream {
	/** For messages of failures. */
	host: string;
	/** The failure that an event inside the stream reports. */
	reported: (answer: ErrorAnswer) => Error;
}

/**
 * Reads a streamed answer, `finish` last of all, so that a reader that stops there cuts nothing off. Ends without it where the
 * stream does; throws what the body throws, a SyntaxError at an event that is no JSON, and what it `reported`. What breaks
 * after the last event takes nothing from the answer.
 */
export async function* readMessages(
	response: Response,
	{ host, reported }: MessageStream,
): AsyncGenerator<ProviderEvent> {
	const read = createMessageReader();
	let finish: ProviderEvent | undefined;
	let stopped = false;

	/** What can be read of events that came together; what came before a fault is handed on first. */
	const readEvents = (events: readonly ServerSentEvent[]): { pieces: ProviderEvent[]; fault?: unknown } => {
		const pieces: ProviderEvent[] = [];
		try {
			for (const { event, data } of events) {
				if (event === 'error') throw reported({ body: parsedOrText(data), headers: response.headers });
				if (event === 'ping' || data === '' || data === END_MARK) continue;
				const message = parseJson(data, host) as RawMessageStreamEvent;
				if (!isRecord(message)) continue;
				stopped ||= message.type === 'message_stop';
				for (const piece of read(message)) {
					if (piece.type === 'finish') finish = piece;
					else pieces.push(piece);
				}
			}
			return { pieces };
		} catch (fault) {
			return { pieces, fault };
		}
	};

	const graceMs = () => (stopped ? END_GRACE_MS : finish && LAST_EVENTS_GRACE_MS);
	try {
		if (response.body === null) return;
		for await (const events of readServerSentEvents(response.body, { host, endMark: END_MARK, graceMs })) {
			const { pieces, fault } = readEvents(events);
			// Not `yield*`, which wraps each list in an async iterator: half a dozen promises per token.
			for (const piece of joinPieces(pieces)) yield piece;
			if (fault !== undefined) throw fault;
		}
	} catch (error) {
		if (!finish) throw error;
	}
	if (finish) yield finish;
}
