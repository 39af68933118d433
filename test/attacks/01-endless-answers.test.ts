import type { DeploymentInput } from '../../lib/config/input';
import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { startFaultServer, type EndlessReply, type FaultServer } from '../support/fault-server';
import { startAttacked, type AttackedProcess, type SufferedCall } from './child/attacked-process';

const AT_ONCE = 5;
const TIMEOUT_MS = 120_000;
const GOOD_TEXT = 'Hello from the fault server';

type Provider = DeploymentInput['provider'];

const sse = (delta: unknown) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
const named = (event: { type: string }) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const claudeStart = named({ type: 'message_start', message: { model: 'm', usage: {} } } as { type: string });
const claude = (text: string) =>
	named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } as { type: string });
const llama = (text: string) => `${JSON.stringify({ message: { content: text } })}\n`;
const call = (more: object) => sse({ tool_calls: [{ function: { arguments: 'a'.repeat(20) }, ...more }] });
const long = 'a'.repeat(4_000);
const json = 'application/json';
const opened = { first: '{"a":"', endless: 'a' };
const emptyObjects = ',{}'.repeat(1_000_000);

/** Five at once may also reach the bound of all together. */
const SIZE = /the answer is larger than 64 MB|all answers that are being read are larger than/;
const LINE = /a line of the answer is larger than 16 MB|all answers that are being read are larger than/;
const VALUES = /JSON has more than 500,000 values/;
const TOOL_CALLS = /more than 1,000 tool calls/;

const ATTACKS: Array<[name: string, provider: Provider, reply: EndlessReply, says: RegExp]> = [
	['events of 4 kB', 'openai-compatible', { endless: sse({ content: long }) }, SIZE],
	['events of one character', 'openai', { endless: sse({ content: '中' }) }, SIZE],
	['reasoning', 'openai-compatible', { endless: sse({ reasoning_content: long }) }, SIZE],
	['compressed events', 'openai-compatible', { endless: sse({ content: long }), gzip: true }, SIZE],
	['tool calls', 'openai', { endless: call({ id: 'a' }) + call({ id: 'b' }), first: '' }, SIZE],
	[
		'tool calls with names',
		'openai',
		{ endless: sse({ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }) },
		TOOL_CALLS,
	],
	['a line', 'openai-compatible', { first: 'data: ', endless: 'a' }, LINE],
	['data lines without a blank one', 'openai-compatible', { endless: 'data: a\n' }, LINE],
	['comments', 'openai-compatible', { endless: ': keep-alive\n\n' }, SIZE],
	['pieces of one byte', 'openai-compatible', { endless: 'a', tinyChunks: true }, SIZE],
	['a JSON body', 'openai-compatible', { ...opened, contentType: json }, SIZE],
	['a JSON body under another name', 'openai-compatible', { ...opened, contentType: 'text/plain' }, SIZE],
	['a compressed JSON body', 'openai-compatible', { ...opened, contentType: json, gzip: true }, SIZE],
	[
		'empty objects in a JSON body',
		'openai-compatible',
		{ first: '[0', endless: emptyObjects, contentType: json, stopAfterBytes: 20_000_000 },
		VALUES,
	],
	['empty objects in an event', 'openai-compatible', { endless: `data: [0${emptyObjects}]\n\n` }, VALUES],
	['events of Anthropic', 'anthropic', { first: claudeStart, endless: claude(long) }, SIZE],
	['events of one character of Anthropic', 'anthropic', { first: claudeStart, endless: claude('a') }, SIZE],
	['a line of Anthropic', 'anthropic', { first: `${claudeStart}data: `, endless: 'a' }, LINE],
	['lines of Ollama', 'ollama', { endless: llama(long) }, SIZE],
	['a line of Ollama', 'ollama', { first: '{"message":{"content":"', endless: 'a' }, LINE],
	['empty objects in a line of Ollama', 'ollama', { endless: `{"a":[0${emptyObjects}]}\n` }, VALUES],
];

const ERRORS: Array<[name: string, provider: Provider, reply: EndlessReply]> = [
	['of OpenAI', 'openai', { status: 500, endless: 'a' }],
	['of Anthropic', 'anthropic', { status: 500, endless: 'a' }],
	['of Ollama', 'ollama', { status: 500, endless: 'a' }],
	['of OpenAI, compressed', 'openai-compatible', { status: 500, endless: 'a', gzip: true }],
	['of Ollama, compressed', 'ollama', { status: 500, endless: 'a', gzip: true }],
];

describe('attack 01: answers without end', () => {
	let attacked: AttackedProcess;
	let bad: FaultServer;
	let good: FaultServer;
	beforeAll(async () => {
		attacked = await startAttacked();
		bad = await startFaultServer();
		good = await startFaultServer();
	}, 60_000);
	afterAll(async () => {
		await attacked.end();
		await bad.close();
		await good.close();
	});

	const deploymentAt = (server: FaultServer, provider: Provider, priority: number): DeploymentInput => ({
		provider,
		baseUrl: baseUrlOf(server, provider),
		apiKey: 'test-key',
		model: 'm',
		priority,
		retries: 0,
		cooldownSeconds: 0,
	});

	/** Five calls at once, each of which has one row in the usage log. */
	async function suffer(provider: Provider, reply: EndlessReply, more: object = {}): Promise<SufferedCall[]> {
		bad.reply(reply);
		const deployments = [deploymentAt(bad, provider, 1), deploymentAt(good, 'openai-compatible', 2)];
		const { calls, rowIds, ...figures } = await attacked.suffer({ calls: AT_ONCE, deployments, ...more });
		if (process.env.SHOW_FIGURES)
			process.stderr.write(`${expect.getState().currentTestName}: ${JSON.stringify(figures)}\n`);
		expect(calls).toHaveLength(AT_ONCE);
		expect(calls.map(({ callId }) => rowIds.filter((id) => id === callId).length)).toEqual(Array(AT_ONCE).fill(1));
		return calls;
	}

	const failedOver = (says: RegExp) => ({
		text: GOOD_TEXT,
		callId: expect.any(String) as string,
		attempts: [{ kind: 'server', message: expect.stringMatching(says) as string }, null],
	});

	describe('of a provider end as its failure, and the call fails over', () => {
		it.each(ATTACKS)(
			'%s',
			async (_, provider, reply, says) => {
				const calls = await suffer(provider, reply);
				expect(calls).toEqual(Array(AT_ONCE).fill(failedOver(says)));
			},
			TIMEOUT_MS,
		);
	});

	describe('with an error status fail as the status says, and the call fails over', () => {
		it.each(ERRORS)(
			'%s',
			async (_, provider, reply) => {
				const calls = await suffer(provider, reply);
				expect(calls).toEqual(Array(AT_ONCE).fill(failedOver(/The provider answered 500/)));
			},
			TIMEOUT_MS,
		);
	});

	it.each(['error', 'continue'])(
		'that were shown in part end with an error (%s)',
		async (midStreamFailure) => {
			const calls = await suffer(
				'openai-compatible',
				{ endless: sse({ content: long }) },
				{ stream: true, group: { midStreamFailure } },
			);
			expect(calls.map(({ error }) => error)).toEqual(Array(AT_ONCE).fill(expect.stringMatching(SIZE)));
		},
		TIMEOUT_MS,
	);

	it.each([
		['200', { endless: 'a' }, /larger than 1 MB/],
		['200, compressed', { endless: 'a', gzip: true }, /larger than 1 MB/],
		['403', { endless: 'a', status: 403 }, /\(403\)/],
	])(
		'of an ntfy server with status %s fail the message and nothing else',
		async (_, reply, says) => {
			bad.freeReply = reply;
			const { calls } = await attacked.suffer({ calls: AT_ONCE, ntfyUrl: bad.url });
			expect(calls.map(({ error }) => error)).toEqual(Array(AT_ONCE).fill(expect.stringMatching(says)));
		},
		TIMEOUT_MS,
	);
});

describe('attack 01: lists without end', () => {
	const providers = createProviders();
	let server: FaultServer;
	beforeAll(async () => {
		server = await startFaultServer();
	});
	beforeEach(() => {
		server.freeReply = { endless: 'a', first: '{"a":"' };
	});
	afterAll(async () => {
		await server.close();
		await closeProviderConnections();
	});

	it.each<Provider>(['openai', 'openai-compatible', 'anthropic', 'ollama'])(
		'of the models of %s fail',
		async (provider) => {
			const endpoint = { baseUrl: baseUrlOf(server, provider), apiKey: 'k', headers: {} };
			await expect(providers[provider].listModels(endpoint, AbortSignal.timeout(10_000))).rejects.toMatchObject({
				failure: { kind: 'server', message: expect.stringContaining('larger than 8 MB') as string },
			});
		},
	);

	it.each<Provider>(['openai', 'openai-compatible', 'anthropic', 'ollama'])(
		'of empty objects fail with %s, which would take twenty times their bytes in memory',
		async (provider) => {
			server.freeReply = { first: '[0', endless: ',{}', stopAfterBytes: 4_000_000 };
			const endpoint = { baseUrl: baseUrlOf(server, provider), apiKey: 'k', headers: {} };
			const failure = { failure: { kind: 'server', message: expect.stringMatching(VALUES) as string } };
			const signal = AbortSignal.timeout(10_000);
			await expect(providers[provider].listModels(endpoint, signal)).rejects.toMatchObject(failure);
			if (provider !== 'ollama') return;
			await expect(providers.ollama.describeModel!(endpoint, 'm', signal)).rejects.toMatchObject(failure);
			await expect(providers.ollama.probe!(endpoint, signal)).rejects.toMatchObject(failure);
		},
	);

	it('of pages without end fail', async () => {
		const page = {
			data: Array.from({ length: 1_000 }, (_, index) => ({ id: `m${index}` })),
			has_more: true,
			last_id: 'm',
		};
		server.freeReply = { status: 200, body: page };
		const endpoint = { baseUrl: server.url, apiKey: 'k', headers: {} };
		await expect(providers.anthropic.listModels(endpoint, AbortSignal.timeout(10_000))).rejects.toMatchObject({
			failure: { kind: 'server', message: expect.stringContaining('more than 10,000 models') as string },
		});
	});

	it('fail what Ollama says of a model, and its status', async () => {
		const endpoint = { baseUrl: server.url, headers: {} };
		const larger = { failure: { kind: 'server', message: expect.stringContaining('larger than 8 MB') as string } };
		const signal = AbortSignal.timeout(10_000);
		await expect(providers.ollama.describeModel!(endpoint, 'm', signal)).rejects.toMatchObject(larger);
		await expect(providers.ollama.probe!(endpoint, signal)).rejects.toMatchObject(larger);
	});
});

function baseUrlOf({ url }: FaultServer, provider: Provider): string {
	return provider === 'openai' || provider === 'openai-compatible' ? `${url}/v1` : url;
}
