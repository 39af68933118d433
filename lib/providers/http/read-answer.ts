import type { ProviderEvent } from '../../types/chat';
import type { Attempt } from './attempt';
import { joinPieces } from './join-pieces';

/** Whether an answer is complete when its body has ended. */
export type AnswerEnd =
	/** What was held back, `finish` last of all. */
	| { complete: true; events: readonly ProviderEvent[] }
	/** What the server did instead of completing it, without a full stop. */
	| { complete: false; did: string };

export const ENDED_EARLY: AnswerEnd = { complete: false, did: 'ended the answer before it was complete' };

/**
 * Reads the chunks of one answer into events, in order. Does no I/O; what it does not know it passes over. The finish event
 * is held back to the end, so that usage may come after its reason, and a reader that stops there cuts nothing off.
 */
export interface AnswerReader<Chunk> {
	/** @throws ProviderFailure at more than 1,000 tool calls */
	read(chunk: Chunk): ProviderEvent[];
	/** The server has said why the answer ended: nothing of it is missing but perhaps its usage. */
	readonly finished: boolean;
	/** Once finished: how long the rest of the body is waited for. */
	graceMs(): number | undefined;
	end(): AnswerEnd;
}

/** An answer as it comes over the wire. */
export interface AnswerBody<Piece, Chunk> {
	reader: AnswerReader<Chunk>;
	/** The pieces that arrived together, at least one. Throws what reading the body throws. */
	open(): AsyncIterable<readonly Piece[]> | Promise<AsyncIterable<readonly Piece[]>>;
	/** Undefined for a piece that says nothing, such as a keep-alive. Throws at one that is malformed or reports an error. */
	parse(piece: Piece): Chunk | undefined;
}

/** Reads a 200 answer and ends with `finish`, or throws a `ProviderFailure`. */
export async function* readAnswer<Piece, Chunk>(
	attempt: Attempt,
	{ reader, open, parse }: AnswerBody<Piece, Chunk>,
): AsyncGenerator<ProviderEvent> {
	try {
		for await (const pieces of await open()) {
			const { events, fault } = readTogether(pieces, (piece) => {
				const chunk = parse(piece);
				return chunk === undefined ? [] : reader.read(chunk);
			});
			// Not `yield*`, which wraps each list in an async iterator: half a dozen promises per token.
			for (const event of joinPieces(events)) yield event;
			if (fault !== undefined) throw fault;
		}
	} catch (error) {
		const failure = attempt.failure(error);
		// With its finish reason an answer is complete: what breaks behind it costs no more than the usage.
		if (!reader.finished || failure.failure.kind === 'cancelled') throw failure;
	}
	attempt.throwIfCancelled();
	const end = reader.end();
	if (!end.complete) throw attempt.broken(end.did);
	for (const event of end.events) yield event;
}

/** Reads what can be read: what came before a fault is handed on first. */
function readTogether<Piece>(
	pieces: readonly Piece[],
	read: (piece: Piece) => readonly ProviderEvent[],
): { events: ProviderEvent[]; fault?: unknown } {
	const events: ProviderEvent[] = [];
	try {
		for (const piece of pieces) for (const event of read(piece)) events.push(event);
		return { events };
	} catch (fault) {
		return { events, fault };
	}
}
