import { closeProviderConnections } from '../../../../lib/providers/http/fetch';
import { createAnthropicProvider } from '../../../../lib/providers/anthropic/anthropic-provider';
import type { ProviderCall } from '../../../../lib/providers/provider';
import { type Endpoint, type Failure, ProviderFailure, type ProviderEvent } from '../../../../lib/types';
import { type FaultServer, startFaultServer } from '../../../support/fault-server';
import { fixture } from './fixture';
import { describeProvider } from '../provider-contract';

const [messageStop = '', ...untilFinish] = fixture('text.sse').trimEnd().split('\n\n').reverse();

describeProvider('Anthropic', {
	create: createAnthropicProvider,
	basePath: '',
	path: '/v1/messages',
	requestBody: (prompt) => ({ messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] }),
	environment: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
	finishWords: { stop: 'end_turn', length: 'max_tokens', toolCalls: 'tool_use' },
	// Input is what the three kinds of it make together; the fault server counts no thinking here.
	usage: { inputTokens: 28, cachedTokens: 8, cacheWriteTokens: 0, outputTokens: 7 },
	errorBody: (message, type = 'invalid_request_error') => ({ type: 'error', error: { type, message } }),
	errorEvent: (message) => ({ type: 'api_error', message }),
	sample: { text: 'Hello!', untilFinish: `${untilFinish.reverse().join('\n\n')}\n\n`, rest: `${messageStop}\n\n` },
	unsendable: { type: 'file', mediaType: 'audio/mpeg', dataBase64: 'AAAA', fileName: 'song.mp3' },
});

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
	it("lets the API answer 4,096 tokens unless told otherwise, and says nothing of timeouts that are the router's", async () => {
		await collect();
		expect(server.requests[0]?.body).toMatchObject({ max_tokens: 4096 });
		expect(server.requests[0]?.headers).not.toHaveProperty('x-stainless-timeout');
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
});
