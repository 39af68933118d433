import { MAX_LINE_BYTES } from '../../bounds';
import type { ProviderFailure } from '../../types/failure';
import { END_GRACE_MS, EndGrace } from './end-grace';
import { cutOff } from './running-answers';

/** One event of a stream as the WHATWG standard defines it; comments (keep-alive frames) are none. */
export interface ServerSentEvent {
	event?: string;
	data: string;
}

export interface EventStream {
	/** For the message of a failure. */
	host: string;
	/** The data of the event that ends the stream. */
	endMark: string;
	/** Asked after each piece: from the first time it says a number, so long is the end waited for, and then the body counts as ended. */
	graceMs?: () => number | undefined;
}

/**
 * Reads a body as server-sent events: each time those that a piece of it completed, at least one, since what arrives
 * together need not be handed on one by one. Throws what the body throws, and a `ProviderFailure` at an event of more than
 * 16 MB (give or take a piece). An event that lacks its blank line at the end of the body counts, since some servers leave
 * it out. The event whose data is `endMark` comes alone, and nothing more is read. Leaving the loop early ends the request.
 */
export async function* readServerSentEvents(
	body: ReadableStream<Uint8Array>,
	{ host, endMark, graceMs = () => undefined }: EventStream,
): AsyncGenerator<ServerSentEvent[]> {
	const reader = body.getReader();
	const cancel = () => void reader.cancel().catch(() => undefined);
	const grace = new EndGrace(cancel);
	const lines = new LineSplitter();
	let event: string | undefined;
	let data: string[] = [];
	/** Of whole pieces since the last blank line. */
	let openBytes = 0;

	/** The event that a blank line ends, if there is one. */
	const take = (): ServerSentEvent | undefined => {
		const taken = data.length === 0 ? undefined : { event, data: data.join('\n') };
		event = undefined;
		data = [];
		return taken;
	};

	try {
		for (let ended = false; !ended;) {
			const { value: bytes } = await reader.read();
			ended = bytes === undefined;
			const completed: ServerSentEvent[] = [];
			let marked: ServerSentEvent | undefined;
			openBytes += bytes?.length ?? 0;
			for (const line of bytes === undefined ? [...lines.end(), ''] : lines.push(bytes)) {
				if (line !== '') {
					const field = fieldOf(line);
					if (field?.name === 'event') event = field.value;
					if (field?.name === 'data' || field?.name === 'error') data.push(field.value);
					// Older llama.cpp names the field itself `error`.
					if (field?.name === 'error') event = 'error';
					continue;
				}
				openBytes = 0;
				const complete = take();
				if (complete?.data === endMark) marked = complete;
				if (marked !== undefined) break;
				if (complete !== undefined) completed.push(complete);
			}
			if (completed.length > 0) yield completed;
			if (openBytes > MAX_LINE_BYTES) throw lineTooLong(host);
			if (marked !== undefined) {
				grace.begin(END_GRACE_MS);
				await endOf(reader);
				yield [marked];
				return;
			}
			const waitMs = completed.length > 0 ? graceMs() : undefined;
			if (waitMs !== undefined) grace.begin(waitMs);
		}
	} finally {
		grace.end();
		cancel();
	}
}

/** The failure of an answer with a line, or an event of several lines, beyond the bound. */
export function lineTooLong(host: string): ProviderFailure {
	return cutOff(host, `a line of the answer is larger than ${MAX_LINE_BYTES / (1024 * 1024)} MB`);
}

function fieldOf(line: string): { name: string; value: string } | undefined {
	const colon = line.indexOf(':');
	if (colon === 0) return undefined;
	if (colon === -1) return { name: line, value: '' };
	return { name: line.slice(0, colon), value: line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1) };
}

/** Waits for the body's end. The answer is complete: what breaks now does not matter. */
async function endOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
	try {
		while (!(await reader.read()).done);
	} catch {
		// See above.
	}
}

/** Splits UTF-8 bytes into lines, whatever the cut between chunks; costs stay linear for lines of many MB. */
class LineSplitter {
	private readonly decoder = new TextDecoder();
	private rest: string[] = [];

	push(bytes: Uint8Array): string[] {
		return this.split(this.decoder.decode(bytes, { stream: true }));
	}

	/** What is left when no more bytes come. */
	end(): string[] {
		return this.split(`${this.decoder.decode()}\n`);
	}

	private split(text: string): string[] {
		const lines: string[] = [];
		let from = 0;
		for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
			this.rest.push(text.slice(from, at));
			const line = this.rest.join('');
			lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
			this.rest = [];
			from = at + 1;
		}
		if (from < text.length) this.rest.push(text.slice(from));
		return lines;
	}
}
