import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import type { ProviderName } from '../../lib/types';
import { startFaultServer } from '../support/fault-server';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';

const WHOLE: Record<ProviderName, string> = {
	openai: 'data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
	'openai-compatible': 'data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
	anthropic:
		'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}\n\n' +
		'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\n' +
		'event: message_stop\ndata: {"type":"message_stop"}\n\n',
	ollama: '{"message":{"content":"Hello"},"done":true,"done_reason":"stop"}\n',
};
const answerOf = (body: string) =>
	`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

const providers = createProviders();
afterAll(closeProviderConnections);

async function ask(provider: ProviderName, url: string): Promise<string> {
	const baseUrl = provider === 'openai' || provider === 'openai-compatible' ? `${url}/v1` : url;
	let text = '';
	const stream = providers[provider].stream({
		endpoint: { baseUrl, headers: {} },
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello '.repeat(20_000) }] }],
		settings: {},
		signal: AbortSignal.timeout(10_000),
	});
	for await (const event of stream) if (event.type === 'text') text += event.text;
	return text;
}

/** A server that writes what it is told when a whole request has come, one write after another, and counts its connections. */
async function startWriting(writes: readonly string[]) {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		let received = '';
		socket
			.on('error', () => undefined)
			.on('data', (bytes) => {
				received += bytes.toString('latin1');
				const head = received.indexOf('\r\n\r\n');
				const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
				if (head === -1 || received.length < head + 4 + length) return;
				received = '';
				void writeAll(socket, writes);
			});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		connections: () => sockets.size,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

async function writeAll(socket: Socket, writes: readonly string[]): Promise<void> {
	socket.setNoDelay(true);
	for (const text of writes) {
		socket.write(text);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

describe('attack 21: an unasked interim answer', () => {
	const kinds = ['openai', 'openai-compatible', 'anthropic', 'ollama'] as const;
	const cases: Array<[name: string, writes: (answer: string) => string[]]> = [
		['100', (answer) => [CONTINUE, answer]],
		['100 in one write with the answer', (answer) => [CONTINUE + answer]],
		['100, byte by byte', (answer) => [...CONTINUE, answer]],
		['100 three times', (answer) => [CONTINUE, CONTINUE + CONTINUE, answer]],
		['100 with headers', (answer) => [CONTINUE.replace('\r\n\r\n', '\r\nx-note: soon\r\n\r\n'), answer]],
		['100 of HTTP/1.0', (answer) => [CONTINUE.replace('1.1', '1.0') + answer]],
		['102', (answer) => [PROCESSING, answer]],
		['103', (answer) => [HINTS, answer]],
		['100, 102 and 103', (answer) => [CONTINUE + PROCESSING, HINTS + answer]],
	];

	it.each(kinds.flatMap((kind) => cases.map((one) => [kind, ...one] as const)))(
		'%s: %s is passed over, and the connection is kept',
		async (kind, _, writes) => {
			const server = await startWriting(writes(answerOf(WHOLE[kind])));
			try {
				expect(await ask(kind, server.url)).toBe('Hello');
				// undici frees a connection a turn of the event loop after the answer.
				await new Promise((resolve) => setTimeout(resolve, 20));
				expect(await ask(kind, server.url)).toBe('Hello');
				expect(server.connections()).toBe(1);
			} finally {
				await server.close();
			}
		},
	);

	it('a text that looks like one inside an answer stays', async () => {
		const text = CONTINUE.replaceAll('\r\n', '\\r\\n');
		const body = `data: {"choices":[{"delta":{"content":"${text}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
		const raw = `: ${CONTINUE}`;
		const server = await startWriting([
			`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${CONTINUE.length + raw.length + body.length}\r\n\r\n`,
			CONTINUE,
			raw,
			body,
		]);
		try {
			expect(await ask('openai', server.url)).toBe(CONTINUE);
		} finally {
			await server.close();
		}
	});

	it('a connection that ends after it is a failure', async () => {
		const server = await startWriting([]);
		const ending = createServer((socket) => {
			socket.on('error', () => undefined).once('data', () => socket.end(CONTINUE.slice(0, 20)));
		});
		await new Promise<void>((resolve) => ending.listen(0, '127.0.0.1', resolve));
		try {
			const url = `http://127.0.0.1:${(ending.address() as AddressInfo).port}`;
			await expect(ask('openai', url)).rejects.toMatchObject({ failure: { kind: 'server' } });
		} finally {
			await server.close();
			await new Promise<void>((resolve) => ending.close(() => resolve()));
		}
	});
});

describe('attack 21: a JSON answer without a content type', () => {
	const whole = {
		choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
		usage: { prompt_tokens: 3, completion_tokens: 1 },
	};
	it.each([
		['none', JSON.stringify(whole)],
		['none', `\uFEFF\n ${JSON.stringify(whole, undefined, 2)}`],
		['text/plain', JSON.stringify(whole)],
		['application/octet-stream', JSON.stringify(whole)],
	])('(%s) is read as one', async (contentType, raw) => {
		const server = await startFaultServer();
		server.reply({ raw: [raw.slice(0, 1), raw.slice(1)], contentType, paceMs: 10 });
		try {
			expect(await ask('openai-compatible', server.url)).toBe('Hello');
		} finally {
			await server.close();
		}
	});

	it.each(['none', 'text/plain'])('(%s) is not mistaken for events', async (contentType) => {
		const server = await startFaultServer();
		server.reply({ raw: [': hello\n\n', WHOLE.openai], contentType });
		try {
			expect(await ask('openai-compatible', server.url)).toBe('Hello');
		} finally {
			await server.close();
		}
	});
});
