import { END_GRACE_MS, EndGrace } from '../http/end-grace';
import { isRecord } from '../http/error-answer';

export interface LineFaults {
	/** A line is no JSON object. */
	malformed: () => Error;
	/** A line reports an error. */
	reported: (line: Record<string, unknown>) => Error;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

/**
 * Passes an NDJSON body on, one whole line a chunk, and breaks it off with an error of ours at the
 * first line that is no JSON object or reports an error. The `ollama` package would skip broken lines and
 * write them, which are pieces of an answer, to the console. Empty lines (keep-alives of proxies) are dropped.
 *
 * The line with `done: true` is held until the body has ended, so that the connection is free for the next request
 * when the answer is; but not for long. What breaks after that line takes nothing from the answer.
 */
export function checkedLines(body: ReadableStream<Uint8Array>, faults: LineFaults): ReadableStream<Uint8Array> {
	return ReadableStream.from(check(body, faults));
}

async function* check(body: ReadableStream<Uint8Array>, faults: LineFaults): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	const cancel = () => void reader.cancel().catch(() => undefined);
	const grace = new EndGrace(cancel);
	let last: Uint8Array | undefined;
	try {
		for await (const line of lines(reader)) {
			if (last || isBlank(line)) continue;
			const parsed = parse(line);
			if (!parsed) throw faults.malformed();
			if (parsed.error !== undefined) throw faults.reported(parsed);
			if (parsed.done !== true) yield line;
			else {
				last = line;
				grace.begin(END_GRACE_MS);
			}
		}
	} catch (error) {
		if (!last) throw error;
	} finally {
		grace.end();
		cancel();
	}
	if (last) yield last;
}

/** Lines with their line break. Pieces are joined once a line is whole, so a long line costs no more than its length. */
async function* lines(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
	let pending: Uint8Array[] = [];
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		const chunk = read.value;
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			yield Buffer.concat([...pending, chunk.subarray(from, end + 1)]);
			pending = [];
			from = end + 1;
		}
		if (from < chunk.length) pending.push(chunk.subarray(from));
	}
	if (pending.length > 0) yield Buffer.concat([...pending, Uint8Array.of(NEWLINE)]);
}

function isBlank(line: Uint8Array): boolean {
	return line.every((byte) => byte <= SPACE);
}

function parse(line: Uint8Array): Record<string, unknown> | undefined {
	try {
		const parsed: unknown = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8'));
		return isRecord(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}
