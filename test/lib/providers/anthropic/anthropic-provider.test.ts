import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeProviderConnections } from '../../../../lib/providers/http/fetch';
import { createAnthropicProvider } from '../../../../lib/providers/anthropic/anthropic-provider';
import type { ProviderCall } from '../../../../lib/providers/provider';
import { type Endpoint, type Failure, ProviderFailure, type ProviderEvent } from '../../../../lib/types';
import { closedPort, type FaultServer, startFaultServer } from '../../../support/fault-server';
import { fixture } from './fixture';

const KEY = 'sk-ant-api03-planted-secret';
const HEADER_SECRET = 'planted-header-secret';
const PROMPT = 'The planted prompt that no error message may ever repeat';

const provider = createAnthropicProvider();
let server: FaultServer;
let endpoint: Endpoint;

beforeEach(async () => {
	server = await startFaultServer();
	endpoint = { baseUrl: server.url, apiKey: KEY, headers: { 'X-Team': HEADER_SECRET } };
});
afterEach(async () => {
	await server.close();
	await closeProviderConnections();
});

const call = (overrides: Partial<ProviderCall> = {}): ProviderCall => ({
	endpoint,
	model: 'claude-sonnet-4-6',
	messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
	settings: {},
	signal: AbortSignal.timeout(10_000),
	...overrides,
});

async function collect(overrides?: Partial<ProviderCall>): Promise<ProviderEvent[]> {
	const events: ProviderEvent[] = [];
	for await (const event of provider.stream(call(overrides))) events.push(event);
	return events;
}

/** What the stream yielded before it failed, and how it failed. */
async function failing(overrides?: Partial<ProviderCall>): Promise<{ events: ProviderEvent[]; failure: Failure }> {
	const events: ProviderEvent[] = [];
	try {
		for await (const event of provider.stream(call(overrides))) events.push(event);
	} catch (error) {
		if (error instanceof ProviderFailure) return { events, failure: error.failure };
		throw error;
	}
	throw new Error('The stream did not fail.');
}

const textOf = (events: ProviderEvent[]) => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

describe('Anthropic over HTTP', () => {
	it('streams a sample answer with one request, key and own headers included', async () => {
		server.reply({ raw: fixture('text.sse') });
		const events = await collect();
		expect(textOf(events)).toBe('Hello!');
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'end_turn' });
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]).toMatchObject({
			path: '/v1/messages',
			headers: { authorization: `Bearer ${KEY}`, 'x-team': HEADER_SECRET },
			body: { model: 'claude-sonnet-4-6', max_tokens: 4096, stream: true },
		});
		expect(server.requests[0]?.headers).not.toHaveProperty('x-stainless-timeout');
	});

	it('sends no key when there is none, nor one from the environment', async () => {
		process.env.ANTHROPIC_API_KEY = 'from-the-environment';
		try {
			await collect({ endpoint: { baseUrl: server.url, headers: {} } });
		} finally {
			delete process.env.ANTHROPIC_API_KEY;
		}
		expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key');
	});

	it('asks for the version of the API that takes a temperature only when it sends one', async () => {
		await collect({ settings: { temperature: 0.3 } });
		await collect();
		expect(server.requests[0]).toMatchObject({
			body: { temperature: 0.3 },
			headers: { 'anthropic-version': '2023-06-01' },
		});
		expect(server.requests[1]?.headers['anthropic-version']).not.toBe('2023-06-01');
	});

	it('yields nothing for pings while the first token is awaited', async () => {
		server.reply({ text: 'late', firstTokenDelayMs: 100, keepAliveEveryMs: 10, usage: 'none' });
		expect(await collect()).toEqual([
			{ type: 'served_model', model: 'claude-sonnet-4-6' },
			{ type: 'text', text: 'late' },
			{ type: 'finish', reason: 'stop', raw: 'end_turn' },
		]);
	});

	it('yields tokens as they come, not at the end', async () => {
		server.reply({ text: ['one', 'two'], breakAfter: { tokens: 1, how: 'stall' } });
		const leaving = new AbortController();
		for await (const event of provider.stream(call({ signal: leaving.signal }))) {
			if (event.type === 'text') break;
		}
		expect((await server.untilAborted()).aborted).toBe(true);
	});

	it('passes broken tool JSON, an unknown finish reason and missing usage on', async () => {
		server.reply({
			text: [],
			toolCalls: [{ name: 'look', arguments: '{"at": "sk' }],
			finishReason: 'tired',
			usage: 'none',
		});
		const events = await collect();
		const written = events.map((event) => (event.type === 'tool_call' ? event.argumentsDelta : '')).join('');
		expect(written).toBe('{"at": "sk');
		expect(events.some(({ type }) => type === 'usage')).toBe(false);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'other', raw: 'tired' });
	});

	it('takes an empty answer for an answer', async () => {
		server.reply({ text: [] });
		const events = await collect();
		expect(textOf(events)).toBe('');
		expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
	});

	it.each([
		['one event', [15_000_000]],
		['many events', Array<number>(1_500).fill(10_000)],
	])('streams 15 MB in %s', async (_name, sizes) => {
		server.reply({ text: sizes.map((size) => 'x'.repeat(size)) });
		expect(textOf(await collect())).toHaveLength(15_000_000);
	});

	it('makes one request and classifies an error with status and Retry-After', async () => {
		const error = { type: 'rate_limit_error', message: 'This request would exceed your rate limit.' };
		server.reply({ status: 429, headers: { 'retry-after': '7' }, body: { type: 'error', error } });
		expect((await failing()).failure).toEqual({
			kind: 'rate_limited',
			status: 429,
			retryAfterMs: 7_000,
			message: 'The provider answered 429 (rate_limit_error): This request would exceed your rate limit.',
			reached: true,
		});
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		[500, 'server'],
		[503, 'server'],
		[529, 'server'],
		[401, 'access'],
		[404, 'model_not_found'],
	])('makes one request for an answer of %i in plain text, and says %s', async (status, kind) => {
		server.reply({ status, body: 'upstream said no' });
		expect((await failing()).failure).toMatchObject({
			kind,
			status,
			message: expect.stringContaining('upstream said no') as string,
		});
		expect(server.requests).toHaveLength(1);
	});

	it('fails with server when it is overloaded in the midst of a stream that began with 200', async () => {
		server.reply({ raw: fixture('overloaded.sse') });
		const { events, failure } = await failing();
		expect(textOf(events)).toBe('Hello');
		expect(failure).toMatchObject({
			kind: 'server',
			message: expect.stringContaining('Overloaded') as string,
			reached: true,
		});
	});

	it.each(['cut', 'end', 'malformed'] as const)('fails with server when the stream breaks (%s)', async (how) => {
		server.reply({ text: ['one', 'two'], breakAfter: { tokens: 1, how } });
		const { events, failure } = await failing();
		expect(textOf(events)).toBe('one');
		expect(failure).toMatchObject({ kind: 'server', reached: true });
	});

	it('writes nothing to the console about a malformed event', async () => {
		const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
		server.reply({ breakAfter: { tokens: 0, how: 'malformed' } });
		await failing();
		expect(written).not.toHaveBeenCalled();
		written.mockRestore();
	});

	it('fails with server when the server hangs up without an answer', async () => {
		server.reply('close');
		expect((await failing()).failure).toMatchObject({ kind: 'server', reached: true });
		expect(server.requests).toHaveLength(1);
	});

	it('fails with connection when nobody listens', async () => {
		const baseUrl = `http://127.0.0.1:${await closedPort()}`;
		expect((await failing({ endpoint: { ...endpoint, baseUrl } })).failure).toMatchObject({
			kind: 'connection',
			reached: false,
		});
	});

	it('closes the upstream connection when it is cancelled before the headers have come', async () => {
		server.reply('hang');
		const leaving = new AbortController();
		const failed = failing({ signal: leaving.signal });
		await server.untilRequests(1);
		leaving.abort();
		expect((await failed).failure).toMatchObject({ kind: 'cancelled' });
		await server.untilAborted();
	});

	it('closes the upstream connection when it is cancelled between two tokens', async () => {
		server.reply({ text: ['one', 'two'], breakAfter: { tokens: 1, how: 'stall' } });
		const leaving = new AbortController();
		const events: ProviderEvent[] = [];
		const reading = (async () => {
			for await (const event of provider.stream(call({ signal: leaving.signal }))) {
				events.push(event);
				if (event.type === 'text') leaving.abort();
			}
		})();
		await expect(reading).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
		expect(textOf(events)).toBe('one');
		await server.untilAborted();
	});

	it('sends nothing when it is cancelled before it begins, nor for content that cannot be sent', async () => {
		expect((await failing({ signal: AbortSignal.abort() })).failure).toMatchObject({
			kind: 'cancelled',
			reached: false,
		});
		const content = [{ type: 'file' as const, mediaType: 'audio/mpeg', dataBase64: 'AAAA', fileName: 'song.mp3' }];
		const { failure } = await failing({ messages: [{ role: 'user', content }] });
		expect(failure).toMatchObject({ kind: 'unsupported', reached: false });
		expect(server.requests).toHaveLength(0);
	});

	it('repeats neither key, header nor prompt of the request in a message', async () => {
		const message = `Bad key ${KEY} in x-team ${HEADER_SECRET} for "${PROMPT}"`;
		server.script([
			{ status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message } } },
			{ status: 502, body: message },
			{ breakAfter: { tokens: 1, how: 'error', error: { type: 'api_error', message } } },
		]);
		for (const kind of ['bad_request', 'server', 'server']) {
			const { failure } = await failing();
			expect(failure.kind).toBe(kind);
			expect(failure.message).toContain('Bad key');
			for (const secret of [KEY, HEADER_SECRET, PROMPT]) expect(failure.message).not.toContain(secret);
		}
	});

	it('lets a reader stop at finish without cutting the connection, which serves later calls too', async () => {
		const ports: Array<number | undefined> = [];
		const slowTail = createServer((request, response) => {
			ports.push(request.socket.remotePort);
			const [tail, ...head] = fixture('text.sse').trimEnd().split('\n\n').reverse();
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`${head.reverse().join('\n\n')}\n\n`);
			setTimeout(() => response.end(`${tail}\n\n`), 50);
		});
		await new Promise<void>((resolve) => slowTail.listen(0, '127.0.0.1', resolve));
		try {
			const baseUrl = `http://127.0.0.1:${(slowTail.address() as AddressInfo).port}`;
			for (let i = 0; i < 4; i++) {
				for await (const event of provider.stream(call({ endpoint: { ...endpoint, baseUrl } }))) {
					if (event.type === 'finish') break;
				}
			}
		} finally {
			slowTail.closeAllConnections();
			await new Promise((resolve) => slowTail.close(resolve));
		}
		expect(ports).toHaveLength(4);
		// undici takes a second connection when the first was freed in the same turn.
		expect(new Set(ports).size).toBeLessThanOrEqual(2);
	});
});

describe('Anthropic models', () => {
	it('are listed by name, in order', async () => {
		server.models = ['claude-sonnet-5', 'claude-opus-4-8'];
		expect(await provider.listModels(endpoint, AbortSignal.timeout(5_000))).toEqual([
			'claude-opus-4-8',
			'claude-sonnet-5',
		]);
		expect(server.freeRequests).toHaveLength(1);
	});

	it('are refused with a classified failure', async () => {
		server.freeReply = {
			status: 401,
			body: { type: 'error', error: { type: 'authentication_error', message: `invalid ${KEY}` } },
		};
		const listing = provider.listModels(endpoint, AbortSignal.timeout(5_000));
		await expect(listing).rejects.toMatchObject({
			failure: { kind: 'access', status: 401, message: expect.not.stringContaining(KEY) as string },
		});
	});
});
