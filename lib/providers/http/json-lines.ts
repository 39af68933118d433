import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_LINE_BYTES } from '../../bounds';
import { EndGrace } from './end-grace';
import { lineTooLong } from './server-sent-events';

export interface LineStream {
	/** For the message of a failure. */
	host: string;
	/** Asked after each piece: from the first time it says a number, so long is the end waited for, and then the body counts as ended. */
	graceMs?: () => number | undefined;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Lines that are already there are handed on without a pause; after so many, the rest of the process has a turn. */
const LINES_PER_TURN = 500;

/**
 * Reads a body in lines (NDJSON): each time those that a piece of it completed, at least one. Empty lines (keep-alives of
 * proxies) are dropped; a last line may lack its line break. Throws what the body throws, and a `ProviderFailure` at a line of
 * more than 16 MB (give or take a piece). Leaving the loop early ends the request.
 */
export async function* readJsonLines(
	body: ReadableStream<Uint8Array>,
	{ host, graceMs = () => undefined }: LineStream,
): AsyncGenerator<string[]> {
	const reader = body.getReader();
	const cancel = () => void reader.cancel().catch(() => undefined);
	const grace = new EndGrace(cancel);
	// Pieces are joined once a line is whole, so a long line costs no more than its length.
	let pending: Uint8Array[] = [];
	let pendingBytes = 0;
	let linesOfTurn = 0;

	const push = (chunk: Uint8Array): string[] => {
		const lines: string[] = [];
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			lines.push(textOf([...pending, chunk.subarray(from, end)]));
			pending = [];
			pendingBytes = 0;
			from = end + 1;
		}
		if (from < chunk.length) pending.push(chunk.subarray(from));
		pendingBytes += chunk.length - from;
		return lines.filter((line) => line !== '');
	};

	try {
		for (let ended = false; !ended;) {
			const { value: bytes } = await reader.read();
			ended = bytes === undefined;
			const lines = push(bytes ?? Uint8Array.of(NEWLINE));
			for (let from = 0; from < lines.length; from += LINES_PER_TURN) {
				const together = lines.slice(from, from + LINES_PER_TURN);
				yield together;
				linesOfTurn += together.length;
				if (linesOfTurn < LINES_PER_TURN) continue;
				linesOfTurn = 0;
				await nextTurn();
			}
			if (pendingBytes > MAX_LINE_BYTES) throw lineTooLong(host);
			const waitMs = lines.length > 0 ? graceMs() : undefined;
			if (waitMs !== undefined) grace.begin(waitMs);
		}
	} finally {
		grace.end();
		cancel();
	}
}

/** Empty for a line of nothing but white space. */
function textOf(pieces: readonly Uint8Array[]): string {
	const line = Buffer.concat(pieces);
	return line.every((byte) => byte <= SPACE) ? '' : line.toString('utf8');
}
