import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MAX_ERROR_BODY_WAIT_MS } from '../../lib/bounds';
import { createNtfyClient } from '../../lib/alerts/ntfy/ntfy-client';
import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { ProviderFailure, type Failure, type ProviderName } from '../../lib/types';

/** A server that answers each request with a head and the beginning of a body, and keeps the connection. */
interface StallingServer {
	url: string;
	/** Connections that are open now. */
	open(): number;
	close(): Promise<void>;
}

async function startStalling(head: string, body: string, dripEveryMs = 0): Promise<StallingServer> {
	const server: Server = createServer((socket) => {
		let drip: NodeJS.Timeout | undefined;
		socket.once('data', () => {
			socket.write(`HTTP/1.1 ${head}\r\ntransfer-encoding: chunked\r\n\r\n`);
			if (body !== '') socket.write(`${body.length.toString(16)}\r\n${body}\r\n`);
			if (dripEveryMs > 0) drip = setInterval(() => socket.write('1\r\n \r\n'), dripEveryMs);
		});
		socket.on('error', () => undefined).on('close', () => clearInterval(drip));
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	const sockets = new Set<Socket>();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		open: () => sockets.size,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

const providers = createProviders();
afterAll(closeProviderConnections);

/** Far beyond the wait for a body, and far below the time-outs that would end it otherwise. */
const MUCH_LATER_MS = MAX_ERROR_BODY_WAIT_MS * 5;

async function failureOf(provider: ProviderName, url: string): Promise<Failure> {
	const baseUrl = provider === 'openai' || provider === 'openai-compatible' ? `${url}/v1` : url;
	const stream = providers[provider].stream({
		endpoint: { baseUrl, headers: {} },
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
		settings: {},
		signal: AbortSignal.timeout(MUCH_LATER_MS),
	});
	try {
		for await (const _ of stream);
	} catch (error) {
		if (error instanceof ProviderFailure) return error.failure;
		throw error;
	}
	throw new Error('The stream did not fail.');
}

describe('attack 11: an error status whose body does not end', () => {
	const kinds = ['openai', 'openai-compatible', 'anthropic', 'ollama'] as const;
	const bodies = [
		{ body: '', dripEveryMs: 0 },
		{ body: '{"error":{"message":"busy', dripEveryMs: 0 },
		{ body: '{"error":{"message":"busy', dripEveryMs: 50 },
	];

	it.each(kinds)(
		'%s: a body that never comes, stops or drips takes nothing from the status and its Retry-After',
		async (kind) => {
			await Promise.all(
				bodies.map(async ({ body, dripEveryMs }) => {
					const server = await startStalling('429 Too Many Requests\r\nretry-after: 30', body, dripEveryMs);
					try {
						expect(await failureOf(kind, server.url)).toMatchObject({
							kind: 'rate_limited',
							status: 429,
							retryAfterMs: 30_000,
						});
						await until(() => server.open() === 0);
					} finally {
						await server.close();
					}
				}),
			);
		},
	);

	it.each(kinds)('%s: nor does a body that breaks, cannot be decoded or is nested without bound', async (kind) => {
		const deep = '['.repeat(100_000) + ']'.repeat(100_000);
		const answers = [
			'content-length: 3000\r\n\r\n{"error":"busy',
			'content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc',
			'transfer-encoding: chunked\r\n\r\nno chunk',
			`\r\n{"error":${deep}}`,
			`\r\n{"error":{"message":${deep}}}`,
			`content-type: application/json\r\n\r\n${deep}`,
			`content-type: application/json\r\n\r\n${JSON.stringify({ error: { metadata: { raw: deep } } })}`,
		];
		for (const answer of answers) {
			const server = createServer((socket) => {
				socket.once('data', () => socket.end(`HTTP/1.1 429 Busy\r\nretry-after: 30\r\n${answer}`));
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const failure = await failureOf(kind, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
			expect(failure).toMatchObject({ kind: 'rate_limited', status: 429, retryAfterMs: 30_000 });
			expect(failure.message).toMatch(/^The provider answered 429(: |$)(?!terminated)/);
			await new Promise((resolve) => server.close(resolve));
		}
	});

	it('says what has come of the body', async () => {
		const server = await startStalling('500 Oops', 'the runner is out of memory');
		try {
			expect((await failureOf('openai-compatible', server.url)).message).toContain('the runner is out of memory');
		} finally {
			await server.close();
		}
	});

	it.each(kinds)('%s: a list of models fails as its status says', async (kind) => {
		const server = await startStalling('401 Unauthorized', '{');
		try {
			const endpoint = { baseUrl: server.url, headers: {} };
			await expect(providers[kind].listModels(endpoint, AbortSignal.timeout(MUCH_LATER_MS))).rejects.toMatchObject({
				failure: { kind: 'access', status: 401 },
			});
		} finally {
			await server.close();
		}
	});

	it('ntfy: a message fails as its status says', async () => {
		const server = await startStalling('403 Forbidden', '{"code":');
		const broken = createServer((socket) => {
			socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{"code"'));
		});
		await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
		try {
			const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
			const other = createNtfyClient({ baseUrl: url, login: { kind: 'none' } });
			await expect(other.publish({ topic: 'alerts', message: 'hello' })).rejects.toThrow('(403)');
			const ntfy = createNtfyClient({ baseUrl: server.url, login: { kind: 'none' } });
			await expect(ntfy.publish({ topic: 'alerts', message: 'hello' })).rejects.toThrow('(403)');
			await until(() => server.open() === 0);
		} finally {
			await Promise.all([server.close(), new Promise((resolve) => broken.close(resolve))]);
		}
	});
});

async function until(isSo: () => boolean): Promise<void> {
	const signal = AbortSignal.timeout(5_000);
	while (!isSo()) {
		signal.throwIfAborted();
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
