import type { ProviderCall } from '../../../../lib/providers/provider';
import { createOpenAiCompatibleProvider } from '../../../../lib/providers/openai-compatible/openai-compatible-provider';
import { startFaultServer, type FaultServer } from '../../../support/fault-server';
import { CHAT_COMPLETIONS } from '../openai/contract-subject';
import { describeProvider } from '../provider-contract';

describeProvider('An OpenAI-compatible server', { ...CHAT_COMPLETIONS, create: createOpenAiCompatibleProvider });

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

async function ask(provider = createOpenAiCompatibleProvider(), changes: Partial<ProviderCall> = {}): Promise<string> {
	let text = '';
	const stream = provider.stream({
		endpoint: { baseUrl: `${server.url}/v1`, headers: {} },
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
		settings: { maxOutputTokens: 5 },
		signal: AbortSignal.timeout(10_000),
		...changes,
	});
	for await (const event of stream) if (event.type === 'text') text += event.text;
	return text;
}

describe('OpenAI-compatible provider', () => {
	it("sends no Authorization header without a key, and the user's own when there is one", async () => {
		await ask();
		await ask(undefined, { endpoint: { baseUrl: `${server.url}/v1`, headers: { Authorization: 'Token abc' } } });
		await ask(undefined, { endpoint: { baseUrl: `${server.url}/v1`, apiKey: 'key', headers: {} } });
		expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Token abc', 'Bearer key']);
	});

	it('limits the answer by max_tokens', async () => {
		await ask();
		expect(server.requests[0]?.body).toMatchObject({ max_tokens: 5 });
		expect(server.requests[0]?.body).not.toHaveProperty('max_completion_tokens');
	});

	it.each([
		[
			400,
			{
				object: 'error',
				message:
					"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]",
				code: 400,
			},
		],
		[
			422,
			{ detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] },
		],
	])('asks once more without stream_options when they are refused with %i, and remembers it', async (status, body) => {
		server.reply((request) => ('stream_options' in request.body ? { status, body } : { text: 'fine' }));
		const provider = createOpenAiCompatibleProvider();
		expect([await ask(provider), await ask(provider)]).toEqual(['fine', 'fine']);
		expect(server.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
	});

	it('does without stream_options and the effort where both are refused', async () => {
		const refused = (field: string) => ({
			status: 422,
			body: { detail: [{ type: 'extra_forbidden', loc: ['body', field], msg: 'Extra inputs are not permitted' }] },
		});
		server.reply(({ body }) => {
			const unknown = ['stream_options', 'reasoning_effort'].find((field) => field in body);
			return unknown === undefined ? { text: 'fine' } : refused(unknown);
		});
		const provider = createOpenAiCompatibleProvider();
		const askWithEffort = async () => await ask(provider, { settings: { reasoningEffort: 'low' } });
		expect([await askWithEffort(), await askWithEffort()]).toEqual(['fine', 'fine']);
		expect(server.requests).toHaveLength(4);
	});

	it('asks once more only once, also when many calls come first at the same time', async () => {
		server.reply((request) =>
			'stream_options' in request.body ? { status: 400, body: { error: 'stream_options' } } : { text: 'fine' },
		);
		const provider = createOpenAiCompatibleProvider();
		await Promise.all(Array.from({ length: 8 }, async () => await ask(provider)));
		expect(server.requests.filter(({ body }) => 'stream_options' in body)).toHaveLength(1);
		expect(server.requests).toHaveLength(9);
	});

	it('makes one request only for any other 400', async () => {
		server.reply({ status: 400, body: { error: { message: 'Unknown parameter' } } });
		await expect(ask()).rejects.toMatchObject({ failure: { kind: 'bad_request' } });
		expect(server.requests).toHaveLength(1);
	});

	it('asks no third time', async () => {
		server.reply({ status: 400, body: { error: 'stream_options' } });
		await expect(ask()).rejects.toMatchObject({ failure: { kind: 'bad_request' } });
		expect(server.requests).toHaveLength(2);
	});

	it('sends nothing that stands in the environment for OpenAI', async () => {
		process.env.OPENAI_API_KEY = 'sk-environment';
		process.env.OPENAI_ORG_ID = 'org-environment';
		process.env.OPENAI_PROJECT_ID = 'proj-environment';
		try {
			await ask();
			expect(JSON.stringify(server.requests[0]?.headers)).not.toContain('environment');
		} finally {
			delete process.env.OPENAI_API_KEY;
			delete process.env.OPENAI_ORG_ID;
			delete process.env.OPENAI_PROJECT_ID;
		}
	});
});
