import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { anthropicWire } from './fault-server/anthropic-wire';
import type { Behaviour } from './fault-server/behaviour';
import { playEndless, type EndlessReply } from './fault-server/endless';
import { ollamaWire } from './fault-server/ollama-wire';
import { openAiWire } from './fault-server/openai-wire';
import { play } from './fault-server/play';
import { parsedOrText, type Wire } from './fault-server/wire';

export type { Answer, Behaviour, ErrorReply, RawReply } from './fault-server/behaviour';
export type { EndlessReply } from './fault-server/endless';

/** A request as it arrived. */
export interface ReceivedRequest {
	method: string;
	path: string;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	body: Record<string, unknown>;
	/** The client's side of the connection: the same for requests that share one. */
	clientPort: number | undefined;
	/** Epoch milliseconds. */
	receivedAtMs: number;
	/** The client closed the connection before the answer was complete. */
	aborted: boolean;
	abortedAtMs?: number;
}

/** One behaviour for all, or a choice by request and its number (0 for the first). */
export type Reply = Behaviour | ((request: ReceivedRequest, number: number) => Behaviour);

export interface FaultServer {
	/** `http://127.0.0.1:PORT`. OpenAI's base URL is `url + '/v1'`, the others' is `url`. */
	readonly url: string;
	readonly port: number;
	/** Chat requests in order of arrival. */
	readonly requests: ReceivedRequest[];
	/** Requests for model lists, versions and Ollama's model details. */
	readonly freeRequests: ReceivedRequest[];
	/** Names that the model lists give. */
	models: string[];
	/** What Ollama's `/api/show` says of every model; undefined: that there is no such model. */
	details: Record<string, unknown> | undefined;
	/** What `freeRequests` get; undefined: they are answered. */
	freeReply: 'hang' | 'close' | { status: number; body?: unknown } | EndlessReply | undefined;
	/** What every chat request gets that no script covers. */
	reply(reply: Reply): void;
	/** What the next chat requests get, one each. */
	script(replies: readonly Reply[]): void;
	/** Resolves when so many chat requests have come; rejects after `timeoutMs` (5,000). */
	untilRequests(count: number, timeoutMs?: number): Promise<void>;
	/** Resolves with the first request whose client has gone; rejects after `timeoutMs` (5,000). */
	untilAborted(timeoutMs?: number): Promise<ReceivedRequest>;
	close(): Promise<void>;
}

/**
 * A real HTTP server on 127.0.0.1 that speaks OpenAI chat completions, Anthropic messages and Ollama's chat,
 * and fails in every way real ones do. Without a script it answers `Hello from the fault server`.
 */
export async function startFaultServer(): Promise<FaultServer> {
	const requests: ReceivedRequest[] = [];
	const freeRequests: ReceivedRequest[] = [];
	const scripted: Reply[] = [];
	const watchers = new Set<() => void>();
	let usual: Reply = {};

	const changed = () => {
		for (const look of [...watchers]) look();
	};

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { received, gone, hangUp } = await receive(request, response, changed);
		const wire = wireOf(received.path);
		if (wire === undefined) {
			freeRequests.push(received);
			await answerFree(received, response, server, gone);
			return;
		}
		const number = requests.push(received) - 1;
		const reply = scripted.shift() ?? usual;
		const behaviour = typeof reply === 'function' ? reply(received, number) : reply;
		changed();
		await play(behaviour, { response, wire, body: received.body, gone, hangUp });
	}

	const http = createServer((request, response) => {
		handle(request, response).catch((error: unknown) => response.destroy(error as Error));
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const { port } = http.address() as AddressInfo;

	/** Resolves as soon as `found` gives something. */
	function until<T>(found: () => T | undefined, what: string, timeoutMs = 5_000): Promise<T> {
		return new Promise((resolve, reject) => {
			const end = () => {
				clearTimeout(timer);
				watchers.delete(look);
			};
			const look = () => {
				const result = found();
				if (result === undefined) return;
				end();
				resolve(result);
			};
			const timer = setTimeout(() => {
				end();
				reject(new Error(`The fault server saw ${what} not within ${timeoutMs} ms.`));
			}, timeoutMs);
			watchers.add(look);
			look();
		});
	}

	const server: FaultServer = {
		url: `http://127.0.0.1:${port}`,
		port,
		requests,
		freeRequests,
		models: ['model-a', 'model-b'],
		details: undefined,
		freeReply: undefined,
		reply: (reply) => void (usual = reply),
		script: (replies) => void scripted.push(...replies),
		untilRequests: async (count, timeoutMs) => {
			await until(() => (requests.length >= count ? true : undefined), `${count} requests`, timeoutMs);
		},
		untilAborted: (timeoutMs) =>
			until(() => requests.find((request) => request.aborted), 'an aborted request', timeoutMs),
		close: () =>
			new Promise((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			}),
	};
	return server;
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function closedPort(): Promise<number> {
	const http = createServer();
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const { port } = http.address() as AddressInfo;
	await new Promise<void>((resolve) => http.close(() => resolve()));
	return port;
}

async function receive(request: IncomingMessage, response: ServerResponse, changed: () => void) {
	const leaving = new AbortController();
	let hungUp = false;
	const received: ReceivedRequest = {
		method: request.method ?? '',
		path: new URL(request.url ?? '/', 'http://fault').pathname,
		headers: request.headers,
		body: {},
		clientPort: request.socket.remotePort,
		receivedAtMs: Date.now(),
		aborted: false,
	};
	response.on('close', () => {
		leaving.abort();
		if (response.writableFinished || hungUp) return;
		received.aborted = true;
		received.abortedAtMs = Date.now();
		changed();
	});
	const parsed = parsedOrText(await text(request));
	if (typeof parsed === 'object' && parsed !== null) received.body = parsed as Record<string, unknown>;
	const hangUp = () => {
		hungUp = true;
		response.destroy();
	};
	return { received, gone: leaving.signal, hangUp };
}

function wireOf(path: string): Wire | undefined {
	if (path.endsWith('/chat/completions')) return openAiWire;
	if (path.endsWith('/messages')) return anthropicWire;
	return path.endsWith('/api/chat') ? ollamaWire : undefined;
}

async function answerFree(
	request: ReceivedRequest,
	response: ServerResponse,
	server: FaultServer,
	gone: AbortSignal,
): Promise<void> {
	const { freeReply } = server;
	if (freeReply === 'hang') return;
	if (typeof freeReply === 'object' && 'endless' in freeReply) {
		await playEndless(freeReply, response, { contentType: 'application/json', gone }).catch((error: unknown) => {
			if (!gone.aborted) throw error;
		});
		return;
	}
	if (freeReply === 'close') {
		response.socket?.destroy();
		return;
	}
	const [status, body] = freeReply
		? [freeReply.status, freeReply.body ?? { error: 'scripted' }]
		: freeBody(request, server);
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}

/** Model lists and details in the shape the path and its client expect. */
function freeBody(request: ReceivedRequest, { models, details }: FaultServer): [status: number, body: unknown] {
	if (request.path === '/api/show' && details !== undefined) return [200, details];
	if (request.path === '/api/version') return [200, { version: '0.12.0' }];
	if (request.path === '/api/tags') return [200, { models: models.map((name) => ({ name, model: name })) }];
	if (!request.path.endsWith('/models')) return [404, { error: 'not found' }];
	if (request.headers['anthropic-version'] !== undefined) {
		const data = models.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }));
		return [200, { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null }];
	}
	return [
		200,
		{ object: 'list', data: models.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'test' })) },
	];
}
