import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeProviderConnections } from '../../../../lib/providers/http/fetch';
import { createOllamaProvider } from '../../../../lib/providers/ollama/ollama-provider';
import type { ProviderCall } from '../../../../lib/providers/provider';
import { type Endpoint, type Failure, ProviderFailure, type ProviderEvent } from '../../../../lib/types';
import { closedPort, type FaultServer, startFaultServer } from '../../../support/fault-server';
import { fixture } from './fixture';
import { describeProvider } from '../provider-contract';

describeProvider('Ollama', {
	create: createOllamaProvider,
	basePath: '',
	path: '/api/chat',
	requestBody: (prompt) => ({ messages: [{ role: 'user', content: prompt }] }),
	environment: ['OLLAMA_API_KEY'],
	finishWords: { stop: 'stop', length: 'length', toolCalls: 'stop' },
	// Ollama says nothing of its cache, nor of thinking.
	usage: { inputTokens: 20, outputTokens: 7 },
	errorBody: (message) => ({ error: message }),
	errorEvent: (message) => ({ error: message }),
	sample: { text: 'The sky', untilFinish: fixture('text.ndjson'), rest: '' },
	unsendable: { type: 'image_url', url: 'https://example.com/a.png' },
});

const KEY = 'ollama-planted-secret';
const HEADER_SECRET = 'planted-header-secret';
const PROMPT = 'The planted prompt that no error message may ever repeat';

const provider = createOllamaProvider();
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
	model: 'llama3.2',
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

describe('Ollama over HTTP', () => {
	it.each(['/v1', '/api'])('takes an address that ends in %s', async (ending) => {
		await collect({ endpoint: { ...endpoint, baseUrl: server.url + ending } });
		expect(server.requests[0]?.path).toBe('/api/chat');
	});

	it('never takes the text of an image for the name of a file to send', async () => {
		const content = [{ type: 'image' as const, mediaType: 'image/png', dataBase64: '/etc/hostname' }];
		await collect({ messages: [{ role: 'user', content }] });
		expect(server.requests[0]?.body).toMatchObject({ messages: [{ images: ['/etc/hostname'] }] });
	});

	it('takes an answer that comes whole although a stream was asked for', async () => {
		server.reply({ text: 'all at once', ignoreStream: true });
		expect(textOf(await collect())).toBe('all at once');
	});

	it('gives every tool call an id that no other call has', async () => {
		server.reply({ raw: fixture('tool-calls.ndjson') });
		const ids = [...(await collect()), ...(await collect())].flatMap((event) =>
			event.type === 'tool_call' ? [event.id] : [],
		);
		expect(ids).toHaveLength(4);
		expect(new Set(ids.filter((id) => id !== 'call_fnx4u2ty')).size).toBe(2);
	});

	it('asks once more without thinking when the model cannot think, and remembers it of that model', async () => {
		server.reply(({ body }) =>
			'think' in body && body.model !== 'qwen3'
				? { status: 400, body: { error: 'm does not support thinking' } }
				: { text: 'Hi' },
		);
		const settings = { reasoningEffort: 'low' as const };
		await Promise.all([collect({ settings }), collect({ settings }), collect({ settings })]);
		await collect({ settings });
		expect(server.requests.map(({ body }) => body.think)).toEqual(['low', undefined, undefined, undefined, undefined]);
		await collect({ settings, model: 'qwen3' });
		expect(server.requests.at(-1)?.body.think).toBe('low');
	});

	it('asks once more although the prompt has the words of the refusal', async () => {
		server.reply(({ body }) =>
			'think' in body ? { status: 400, body: { error: '"llama3.2" does not support thinking' } } : { text: 'Hi' },
		);
		const messages = [{ role: 'system' as const, text: 'The answer "x does not support thinking" has a meaning.' }];
		expect(textOf(await collect({ messages, settings: { reasoningEffort: 'low' } }))).toBe('Hi');
	});

	it('does not ask again when extraBody wanted the thinking', async () => {
		server.reply({ status: 400, body: { error: '"llama3.2" does not support thinking' } });
		const { failure } = await failing({ settings: { reasoningEffort: 'low', extraBody: { think: true } } });
		expect(failure).toMatchObject({ kind: 'unsupported', status: 400 });
		expect(server.requests).toHaveLength(1);
	});

	it('fails with server when an error comes in the midst of a stream that began with 200', async () => {
		server.reply({ raw: fixture('error-in-stream.ndjson') });
		const { events, failure } = await failing();
		expect(textOf(events)).toBe('I');
		expect(failure).toMatchObject({
			kind: 'server',
			message: expect.stringContaining('CUDA error') as string,
			reached: true,
		});
	});

	it('says that the model is not there when that comes inside a stream', async () => {
		server.reply({ raw: '{"error":"model \'llama9\' not found"}\n' });
		expect((await failing()).failure).toMatchObject({ kind: 'model_not_found', reached: true });
	});

	it('fails with server when the last line says not done', async () => {
		server.reply({ omitEnd: true });
		expect((await failing()).failure).toMatchObject({ kind: 'server', reached: true });
	});

	it('names what cannot be sent and sends nothing', async () => {
		const content = [{ type: 'image_url' as const, url: 'https://example.com/a.png' }];
		const { failure } = await failing({ messages: [{ role: 'user', content }] });
		expect(failure).toMatchObject({
			kind: 'unsupported',
			reached: false,
			message: expect.stringContaining('image_url') as string,
		});
		expect(server.requests).toHaveLength(0);
	});
});

describe('Ollama for free', () => {
	it('lists models by /api/tags', async () => {
		server.models = ['llama3.2:latest'];
		expect(await provider.listModels(endpoint, AbortSignal.timeout(5_000))).toEqual(['llama3.2:latest']);
		expect(server.freeRequests.map(({ path }) => path)).toEqual(['/api/tags']);
	});

	it('refuses a list from a server that is no Ollama', async () => {
		server.freeReply = { status: 200, body: { object: 'list', data: [] } };
		await expect(provider.listModels(endpoint, AbortSignal.timeout(5_000))).rejects.toMatchObject({
			failure: { kind: 'server' },
		});
		server.freeReply = { status: 401, body: { error: `unauthorized: ${KEY}` } };
		await expect(provider.listModels(endpoint, AbortSignal.timeout(5_000))).rejects.toMatchObject({
			failure: { kind: 'access', status: 401, message: expect.not.stringContaining(KEY) as string },
		});
	});

	it('gives a sign of life by /api/version', async () => {
		await provider.probe?.(endpoint, AbortSignal.timeout(5_000));
		expect(server.freeRequests.map(({ path }) => path)).toEqual(['/api/version']);
	});

	it('ends a probe at once when it is cancelled', async () => {
		server.freeReply = 'hang';
		const probing = provider.probe?.(endpoint, AbortSignal.timeout(50));
		await expect(probing).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
	});

	it('tells what a model can do, by its name, also where a proxy lays the answer out in lines', async () => {
		const details = { capabilities: ['completion', 'vision'], parameters: 'num_ctx 8192' };
		server.details = details;
		const known = { supports: { images: true, tools: false, jsonSchema: true }, contextWindow: 8_192 };
		expect(await provider.describeModel?.(endpoint, 'qwen3-vl', AbortSignal.timeout(5_000))).toEqual(known);
		expect(server.freeRequests).toMatchObject([
			{ method: 'POST', path: '/api/show', headers: { authorization: `Bearer ${KEY}` }, body: { model: 'qwen3-vl' } },
		]);
		const inLines = createServer((_, response) => response.end(JSON.stringify(details, null, 2)));
		await new Promise<void>((resolve) => inLines.listen(0, '127.0.0.1', resolve));
		try {
			const baseUrl = `http://127.0.0.1:${(inLines.address() as AddressInfo).port}`;
			expect(await provider.describeModel?.({ ...endpoint, baseUrl }, 'qwen3-vl', AbortSignal.timeout(5_000))).toEqual(
				known,
			);
		} finally {
			inLines.closeAllConnections();
			await new Promise((resolve) => inLines.close(resolve));
		}
	});

	it('fails in classified ways where it cannot tell', async () => {
		const ask = async (signal = AbortSignal.timeout(5_000)) => await provider.describeModel?.(endpoint, 'none', signal);
		server.freeReply = { status: 404, body: { error: "model 'none' not found" } };
		await expect(ask()).rejects.toMatchObject({ failure: { kind: 'model_not_found', status: 404 } });
		server.freeReply = { status: 200, body: ['no', 'details'] };
		await expect(ask()).rejects.toMatchObject({
			failure: { kind: 'server', message: expect.stringContaining('is it an Ollama server?') as string },
		});
		server.freeReply = { status: 401, body: { error: `unauthorized: ${KEY}` } };
		await expect(ask()).rejects.toMatchObject({
			failure: { kind: 'access', message: expect.not.stringContaining(KEY) as string },
		});
		server.freeReply = 'hang';
		await expect(ask(AbortSignal.timeout(50))).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
		const nobody = { ...endpoint, baseUrl: `http://127.0.0.1:${await closedPort()}` };
		await expect(provider.describeModel?.(nobody, 'none', AbortSignal.timeout(5_000))).rejects.toMatchObject({
			failure: { kind: 'connection' },
		});
	});
});
