import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What came, as a phone would show it. */
export interface NtfyReceived {
	topic: string;
	title?: string;
	message: string;
	/** 3 where none was given. */
	priority: number;
	tags: string[];
	click?: string;
	markdown: boolean;
	attachment?: { filename: string; bytes: Buffer };
	authorization?: string;
}

/** ntfy's, unless its owner says otherwise; a message that fills it is taken for a file, and JSON may be twice as long. */
const MESSAGE_LIMIT_BYTES = 4_096;

/** A server on the loopback address that takes messages as ntfy does (docs.ntfy.sh/publish, and its server/server.go). */
export interface FakeNtfy {
	readonly url: string;
	readonly messages: NtfyReceived[];
	/** All requests, the failed ones too. */
	readonly requests: number;
	/** The next so many requests are answered so; default 500. */
	failNext(count: number, status?: number, headers?: Record<string, string>): void;
	/** The next request is answered with this text and status 200, as by something that is not ntfy. */
	answerNext(body: string): void;
	/** The next request is taken and never answered. */
	hangNext(): void;
	/** A server without users does not look at logins. */
	ignoreLogins(): void;
	/** From now on only this `Authorization` is let in. */
	requireLogin(authorization: string): void;
	/** From now on attachments are refused with this status, and ntfy's own number for the reason. */
	refuseAttachments(status: number, code?: number): void;
	close(): Promise<void>;
}

export async function startFakeNtfy(): Promise<FakeNtfy> {
	const messages: NtfyReceived[] = [];
	const scripted: Array<(response: ServerResponse) => void> = [];
	let requests = 0;
	let login: string | undefined;
	let looksAtLogins = true;
	let attachmentRefusal: Refusal | undefined;

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (bytes: Buffer) => chunks.push(bytes));
		request.on('end', () => {
			requests++;
			const script = scripted.shift();
			if (script) return void script(response);
			const { authorization } = request.headers;
			if (request.url === '/v1/health') return void answer(response, 200, { healthy: true });
			if (login !== undefined && authorization !== login)
				return void refuse(response, authorization === undefined ? { status: 403 } : { status: 401 });
			if (request.url === '/v1/account')
				return void answer(
					response,
					200,
					authorization === undefined || !looksAtLogins
						? { username: '*', role: 'anonymous' }
						: { username: 'somebody', role: 'user' },
				);
			const received = read(request, Buffer.concat(chunks));
			if ('status' in received) return void refuse(response, received);
			if (received.attachment !== undefined && attachmentRefusal !== undefined)
				return void refuse(response, attachmentRefusal);
			messages.push(received);
			answer(response, 200, { id: `message${messages.length}`, event: 'message', topic: received.topic });
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
		failNext: (count, status = 500, headers = {}) =>
			scripted.push(
				...Array.from({ length: count }, () => (response: ServerResponse) => refuse(response, { status }, headers)),
			),
		answerNext: (body) => void scripted.push((response) => response.end(body)),
		hangNext: () => void scripted.push(() => {}),
		ignoreLogins: () => void (looksAtLogins = false),
		requireLogin: (authorization) => void (login = authorization),
		refuseAttachments: (status, code) => void (attachmentRefusal = { status, code }),
		async close() {
			server.closeAllConnections();
			if (server.listening) await new Promise((resolve) => server.close(resolve));
		},
	};
}

interface Refusal {
	status: number;
	/** ntfy's own number. */
	code?: number;
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function refuse(
	response: ServerResponse,
	{ status, code = status * 100 + 1 }: Refusal,
	headers?: Record<string, string>,
): void {
	answer(response, status, { code, http: status, error: 'refused' }, headers);
}

function read(request: IncomingMessage, body: Buffer): NtfyReceived | Refusal {
	const { authorization } = request.headers;
	const { pathname } = new URL(request.url ?? '/', 'http://localhost');
	if (request.method === 'POST' && pathname === '/') return readJson(body, authorization);
	const [, topic] = TOPIC_PATH.exec(pathname) ?? [];
	if (topic === undefined || (request.method !== 'PUT' && request.method !== 'POST')) return { status: 404 };
	const header = (name: string): string | undefined =>
		decoded((request.headers[`x-${name}`] ?? request.headers[name]) as string | undefined)?.trim();
	const filename = header('filename') ?? (body.length >= MESSAGE_LIMIT_BYTES ? 'attachment.txt' : undefined);
	return {
		topic,
		title: header('title'),
		message: (header('message') ?? (filename === undefined ? body.toString('utf8') : '')).replaceAll('\\n', '\n'),
		priority: Number(header('priority') ?? 3),
		tags: header('tags')?.split(',') ?? [],
		click: header('click'),
		markdown: header('markdown') === 'yes',
		attachment: filename === undefined ? undefined : { filename, bytes: body },
		authorization,
	};
}

const TOPIC_PATH = /^\/([-_A-Za-z0-9]{1,64})$/;

function readJson(body: Buffer, authorization: string | undefined): NtfyReceived | Refusal {
	if (body.length > 2 * MESSAGE_LIMIT_BYTES) return { status: 413, code: 41_303 };
	const {
		topic,
		title,
		message,
		priority = 3,
		tags = [],
		click,
		markdown = false,
	} = JSON.parse(body.toString('utf8')) as NtfyReceived;
	if (!TOPIC_PATH.test(`/${topic}`)) return { status: 400, code: 40_009 };
	const bytes = Buffer.from(message);
	const attachment = bytes.length >= MESSAGE_LIMIT_BYTES ? { filename: 'attachment.txt', bytes } : undefined;
	return { topic, title, message, priority, tags, click, markdown, attachment, authorization };
}

/** RFC 2047, as far as it is used here. */
function decoded(value: string | undefined): string | undefined {
	return value?.replaceAll(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_word, base64: string) =>
		Buffer.from(base64, 'base64').toString('utf8'),
	);
}
