import type { ProviderEvent, ReasoningEffort } from '../../../../lib/types/chat';
import type { Endpoint } from '../../../../lib/types/deployment';
import type { Failure, FailureKind } from '../../../../lib/types/failure';
import { createOpenAiProvider } from '../../../../lib/providers/openai/openai-provider';
import type { ProviderCall } from '../../../../lib/providers/provider';
import { failureOf } from '../../../support/failure-of';
import { startFaultServer, type Behaviour, type FaultServer } from '../../../support/fault-server';
import { describeProvider } from '../provider-contract';
import { CHAT_COMPLETIONS } from './contract-subject';

describeProvider('OpenAI', { ...CHAT_COMPLETIONS, create: createOpenAiProvider });

const provider = createOpenAiProvider();
let server: FaultServer;
let endpoint: Endpoint;

beforeEach(async () => {
	server = await startFaultServer();
	endpoint = {
		baseUrl: `${server.url}/v1`,
		apiKey: 'sk-planted-key-1234567890',
		headers: { 'x-tenant': 'planted-header' },
	};
});
afterEach(async () => {
	await server.close();
});

function call(changes: Partial<ProviderCall> = {}): ProviderCall {
	return {
		endpoint,
		model: 'gpt-4.1-mini',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Where has the planted prompt gone?' }] }],
		settings: {},
		signal: AbortSignal.timeout(10_000),
		...changes,
	};
}

async function events(changes: Partial<ProviderCall> = {}): Promise<ProviderEvent[]> {
	const all: ProviderEvent[] = [];
	for await (const event of provider.stream(call(changes))) all.push(event);
	return all;
}

const textOf = (all: ProviderEvent[]) => all.map((event) => (event.type === 'text' ? event.text : '')).join('');

const failure = async (changes: Partial<ProviderCall> = {}): Promise<Failure> =>
	await failureOf(async () => await events(changes));

describe('OpenAI provider', () => {
	it('streams an answer with usage and served model, and ends with the finish', async () => {
		server.reply({
			text: ['Hel', 'lo'],
			paceMs: 500,
			servedModel: 'gpt-4.1-mini-2025-04-14',
			usage: { input: 20, cached: 8, output: 7, reasoning: 3 },
		});
		expect(await events()).toEqual([
			{ type: 'served_model', model: 'gpt-4.1-mini-2025-04-14' },
			{ type: 'text', text: 'Hel' },
			{ type: 'text', text: 'lo' },
			{ type: 'usage', usage: { inputTokens: 20, cachedTokens: 8, outputTokens: 7, reasoningTokens: 3 } },
			{ type: 'finish', reason: 'stop', raw: 'stop' },
		]);
		const [request] = server.requests;
		expect(request?.headers).toMatchObject({
			authorization: 'Bearer sk-planted-key-1234567890',
			'x-tenant': 'planted-header',
		});
		expect(request?.body).toMatchObject({
			model: 'gpt-4.1-mini',
			stream: true,
			stream_options: { include_usage: true },
		});
	});

	describe('asked for an effort that the model does not know', () => {
		const unknown = {
			error: {
				message: 'Unrecognized request argument supplied: reasoning_effort',
				type: 'invalid_request_error',
				param: null,
				code: null,
			},
		};
		const wishes = (effort: ReasoningEffort): Partial<ProviderCall> => ({
			model: 'gpt-4o',
			settings: { reasoningEffort: effort },
		});
		const sent = () => server.requests.map(({ body }) => body.reasoning_effort);

		it('asks once more without it, and remembers that', async () => {
			server.reply(({ body }) => ('reasoning_effort' in body ? { status: 400, body: unknown } : { text: ['fine'] }));
			expect([textOf(await events(wishes('high'))), textOf(await events(wishes('high')))]).toEqual(['fine', 'fine']);
			expect(sent()).toEqual(['high', undefined, undefined]);
		});

		it('leaves other efforts alone: the model may know them', async () => {
			const wrongEffort = {
				error: {
					message: "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model.",
					code: 'unsupported_value',
				},
			};
			server.reply(({ body }) =>
				body.reasoning_effort === 'minimal' ? { status: 400, body: wrongEffort } : { text: ['fine'] },
			);
			await events({ ...wishes('minimal'), model: 'gpt-5.1' });
			await events({ ...wishes('high'), model: 'gpt-5.1' });
			expect(sent()).toEqual(['minimal', undefined, 'high']);
		});

		it('asks no second time when the extra body names it', async () => {
			server.reply({ status: 400, body: unknown });
			const refused = await failure({ settings: { reasoningEffort: 'low', extraBody: { reasoning_effort: 'high' } } });
			expect(refused).toMatchObject({ kind: 'unsupported' });
			expect(sent()).toEqual(['high']);
		});
	});

	it('hands over an answer without usage, an empty one, broken tool arguments and an unknown finish reason', async () => {
		server.script([
			{ usage: 'none' },
			{ text: '' },
			{ text: [], toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"at": "sk' }] },
			{ finishReason: 'tired' },
		]);
		expect((await events()).some(({ type }) => type === 'usage')).toBe(false);
		expect((await events()).at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'stop' });
		const broken = await events();
		expect(broken.filter(({ type }) => type === 'tool_call')).toEqual([
			{ type: 'tool_call', index: 0, id: 'call_1', name: 'look', argumentsDelta: '' },
			{ type: 'tool_call', index: 0, argumentsDelta: '{"at"' },
			{ type: 'tool_call', index: 0, argumentsDelta: ': "sk' },
		]);
		expect(broken.at(-1)).toMatchObject({ reason: 'tool_calls' });
		expect((await events()).at(-1)).toEqual({ type: 'finish', reason: 'other', raw: 'tired' });
	});

	it.each([
		['closed before the headers', 'close', 'server'],
		['cut before the first token', { breakAfter: { tokens: 0, how: 'cut' } }, 'server'],
		['cut inside the text', { breakAfter: { tokens: 2, how: 'cut' } }, 'server'],
		['ended too soon', { breakAfter: { tokens: 2, how: 'end' } }, 'server'],
		['a chunk that is no JSON', { breakAfter: { tokens: 1, how: 'malformed' } }, 'server'],
		['an error inside the stream', { breakAfter: { tokens: 1, how: 'error' } }, 'server'],
		['a web page', { raw: '<html>Welcome</html>', contentType: 'text/html' }, 'server'],
		['no content at all', { raw: '' }, 'server'],
		['JSON that is none', { raw: '{"choices": [', contentType: 'application/json' }, 'server'],
		[
			'quota gone inside the stream',
			{ breakAfter: { tokens: 1, how: 'error', error: { message: 'Quota', code: 'insufficient_quota' } } },
			'quota',
		],
	] satisfies Array<[string, Behaviour, FailureKind]>)('reports %s', async (_, reply, kind) => {
		server.reply(reply);
		expect(await failure()).toMatchObject({ kind, reached: true });
	});

	it('takes an answer for complete that breaks after its finish reason', async () => {
		server.reply({ text: ['all'], omitEnd: true, usage: 'none' });
		expect((await events()).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
	});

	it('lists models sorted and free of chat requests', async () => {
		server.models = ['b', 'a'];
		expect(await provider.listModels(endpoint, AbortSignal.timeout(5_000))).toEqual(['a', 'b']);
		expect(server.requests).toHaveLength(0);
		server.freeReply = { status: 401, body: { error: { message: 'Incorrect API key provided: sk-pl***890' } } };
		const refused = provider.listModels(endpoint, AbortSignal.timeout(5_000));
		await expect(refused).rejects.toMatchObject({ failure: { kind: 'access', status: 401 } });
		await expect(refused).rejects.not.toThrow(/sk-pl/);
	});
});
