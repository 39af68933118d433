import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_LINE_BYTES } from '../../bounds';
import { END_GRACE_MS, EndGrace } from './end-grace';
import { isRecord } from './error-answer';
import { parseJson } from './parse-json';
import { lineTooLong } from './server-sent-events';

export interface LineFaults {
	/** For the message of a line that is too large. */
	host: string;
	/** A line is no JSON object. */
	malformed: () => Error;
	/** A line reports an error. */
	reported: (line: Record<string, unknown>) => Error;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Lines that are already there are handed on without a pause; after so many, the rest of the process has a turn. */
const LINES_PER_TURN = 500;

/**
 * Passes an NDJSON body on, one whole line a chunk, and breaks it off with an error of ours at the
 * first line that is no JSON object or reports an error. The `ollama` package would skip broken lines and
 * write them, which are pieces of an answer, to the console. A line of more than 16 MB ends it too. Empty lines (keep-alives of proxies) are dropped.
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
		for await (const line of lines(reader, faults.host)) {
			if (last || isBlank(line)) continue;
			const parsed = parse(line, faults.host);
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
async function* lines(reader: ReadableStreamDefaultReader<Uint8Array>, host: string): AsyncGenerator<Uint8Array> {
	let pending: Uint8Array[] = [];
	let pendingBytes = 0;
	let count = 0;
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		const chunk = read.value;
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			if (++count % LINES_PER_TURN === 0) await nextTurn();
			yield Buffer.concat([...pending, chunk.subarray(from, end + 1)]);
			pending = [];
			pendingBytes = 0;
			from = end + 1;
		}
		if (from < chunk.length) pending.push(chunk.subarray(from));
		pendingBytes += chunk.length - from;
		if (pendingBytes > MAX_LINE_BYTES) throw lineTooLong(host);
	}
	if (pending.length > 0) yield Buffer.concat([...pending, Uint8Array.of(NEWLINE)]);
}

function isBlank(line: Uint8Array): boolean {
	return line.every((byte) => byte <= SPACE);
}

function parse(line: Uint8Array, host: string): Record<string, unknown> | undefined {
	try {
		const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
		const parsed = parseJson(text, host);
		return isRecord(parsed) ? parsed : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
