import { createServer, type IncomingMessage } from 'node:http';

/** What came, as a phone would show it. */
export interface NtfyReceived {
	topic: string;
	title?: string;
	message: string;
	/** 3 where none was given. */
	priority: number;
	tags: string[];
	click?: string;
	attachment?: { filename: string; bytes: Buffer };
	authorization?: string;
}

/** A server on the loopback address that takes messages as ntfy does (docs.ntfy.sh/publish). */
export interface FakeNtfy {
	readonly url: string;
	readonly messages: NtfyReceived[];
	/** All requests, the failed ones too. */
	readonly requests: number;
	/** The next so many requests are answered so; default 500. */
	failNext(count: number, status?: number, headers?: Record<string, string>): void;
	/** From now on only this `Authorization` is let in. */
	requireLogin(authorization: string): void;
	/** From now on attachments are refused with this status. */
	refuseAttachments(status: number): void;
	close(): Promise<void>;
}

export async function startFakeNtfy(): Promise<FakeNtfy> {
	const messages: NtfyReceived[] = [];
	const failures: Array<{ status: number; headers: Record<string, string> }> = [];
	let requests = 0;
	let login: string | undefined;
	let attachmentStatus: number | undefined;

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (bytes: Buffer) => chunks.push(bytes));
		request.on('end', () => {
			requests++;
			const answer = (status: number, headers: Record<string, string> = {}) =>
				response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(status === 200 ? { id: 'x' } : { code: status * 100 + 1, http: status, error: 'refused' }));
			const failure = failures.shift();
			if (failure) return void answer(failure.status, failure.headers);
			if (request.url === '/v1/health') return void answer(200);
			if (login !== undefined && request.headers.authorization !== login) return void answer(request.headers.authorization === undefined ? 403 : 401);
			if (request.url === '/v1/account') return void answer(200);
			const received = read(request, Buffer.concat(chunks));
			if (received === undefined) return void answer(404);
			if (received.attachment !== undefined && attachmentStatus !== undefined) return void answer(attachmentStatus);
			messages.push(received);
			answer(200);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		messages,
		get requests() {
			return requests;
		},
		failNext: (count, status = 500, headers = {}) => failures.push(...Array.from({ length: count }, () => ({ status, headers }))),
		requireLogin: (authorization) => void (login = authorization),
		refuseAttachments: (status) => void (attachmentStatus = status),
		async close() {
			server.closeAllConnections();
			if (server.listening) await new Promise((resolve) => server.close(resolve));
		},
	};
}

function read(request: IncomingMessage, body: Buffer): NtfyReceived | undefined {
	const { authorization } = request.headers;
	const url = new URL(request.url ?? '/', 'http://localhost');
	if (request.method === 'POST' && url.pathname === '/') {
		const { topic, title, message, priority = 3, tags = [], click } = JSON.parse(body.toString('utf8')) as NtfyReceived & { tags?: string[] };
		return { topic, title, message, priority, tags, click, authorization };
	}
	const [, topic] = /^\/([-_A-Za-z0-9]{1,64})$/.exec(url.pathname) ?? [];
	if (topic === undefined || (request.method !== 'PUT' && request.method !== 'POST')) return undefined;
	const header = (name: string): string | undefined => decoded(request.headers[name] as string | undefined);
	const filename = header('filename');
	return {
		topic,
		title: header('title'),
		message: (header('message') ?? (filename === undefined ? body.toString('utf8') : '')).replaceAll('\\n', '\n'),
		priority: Number(header('priority') ?? 3),
		tags: header('tags')?.split(',') ?? [],
		click: header('click'),
		attachment: filename === undefined ? undefined : { filename, bytes: body },
		authorization,
	};
}

/** RFC 2047, as far as it is used here. */
function decoded(value: string | undefined): string | undefined {
	return value?.replaceAll(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_word, base64: string) => Buffer.from(base64, 'base64').toString('utf8'));
}
