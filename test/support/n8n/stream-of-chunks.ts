import type { RunningN8n } from './start-n8n';

/** One line of a streamed answer. */
export interface Chunk {
	type: 'begin' | 'item' | 'end' | 'error';
	content?: string;
	metadata: { nodeName: string; itemIndex: number };
}

export interface ChunkStream {
	/** The next chunk, as soon as it arrives. */
	next(): Promise<Chunk>;
	/** All that are left, when the answer is complete. */
	rest(): Promise<Chunk[]>;
}

const TIMEOUT_MS = 30_000;
const REGISTERED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 50;

/** Calls a published webhook that streams. n8n registers it some time after it was published: this tries until it is there. */
export async function openStream(n8n: RunningN8n, path: string, body: unknown): Promise<ChunkStream> {
	const chunks = readChunks(await call(n8n.baseUrl + path, body));
	return {
		async next() {
			const { done, value } = await chunks.next();
			if (done) throw new Error('The stream has ended');
			return value;
		},
		async rest() {
			const all: Chunk[] = [];
			for await (const chunk of chunks) all.push(chunk);
			return all;
		},
	};
}

async function call(url: string, body: unknown): Promise<Response> {
	const deadline = Date.now() + REGISTERED_WITHIN_MS;
	for (;;) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		if (response.ok) return response;
		const text = await response.text();
		if (response.status !== 404 || Date.now() > deadline)
			throw new Error(`${url} answered ${response.status}: ${text}`);
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
}

/** n8n writes a chunk a line. */
async function* readChunks(response: Response): AsyncGenerator<Chunk, void, void> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const bytes of response.body!) {
		text += decoder.decode(bytes as Uint8Array, { stream: true });
		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
			const line = text.slice(0, end).trim();
			text = text.slice(end + 1);
			if (line !== '') yield JSON.parse(line) as Chunk;
		}
	}
}
