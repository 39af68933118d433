import type { RoutedLlmError } from '../../../lib/errors';
import type { GenerationSettings, Message } from '../../../lib/types/chat';
import { startRouted, untilQuiet, type Routed, type RoutedDeployment } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const IMAGE: Message[] = [{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', dataBase64: 'iVBO' }] }];
const TOOLS: GenerationSettings = { tools: [{ name: 'look', parameters: { type: 'object', properties: {} } }] };
const SCHEMA: GenerationSettings = { responseSchema: { name: 'a', schema: { type: 'object' } } };
/** About 6,250 tokens. */
const LONG = 'word '.repeat(5_000);

const OLLAMA: RoutedDeployment = { provider: 'ollama', concurrency: 100 };
const requests = () => routed.servers.map((server) => server.requests.length);
const questions = () => routed.servers.map((server) => server.freeRequests.length);
const look = async () => await routed.ask('', { messages: IMAGE });
const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

/** Deployments at Ollama, each of whose models says of itself what is given. */
async function startOllamas(
	details: ReadonlyArray<Record<string, unknown> | undefined>,
	settings: RoutedDeployment = {},
): Promise<void> {
	routed = await startRouted(details.map(() => ({ ...OLLAMA, ...settings })));
	details.forEach((said, index) => (routed.servers[index]!.details = said));
}

describe('a call with more than text', () => {
	it('goes only where Ollama says that its model takes images', async () => {
		await startOllamas([{ capabilities: ['completion', 'tools'] }, { capabilities: ['completion', 'vision'] }]);
		const answer = await look();
		expect(answer.model).toBe('m2');
		expect(answer.routing.skipped).toEqual([
			{ deployment: 'ollama/m1', reason: 'it does not take images, as Ollama says' },
		]);
		expect(requests()).toEqual([0, 1]);
		expect(routed.servers[0]!.freeRequests).toMatchObject([
			{ method: 'POST', path: '/api/show', body: { model: 'm1' } },
		]);
	});

	it('goes only where Ollama says that its model takes tools', async () => {
		await startOllamas([{ capabilities: ['completion', 'vision'] }, { capabilities: ['completion', 'tools'] }]);
		expect((await routed.ask('Hi', { settings: TOOLS })).model).toBe('m2');
		expect(requests()).toEqual([0, 1]);
	});

	it('is tried where nobody knows: an older Ollama, one that does not know the model, another provider', async () => {
		await startOllamas([{ model_info: {} }]);
		expect((await look()).model).toBe('m1');
		await routed.close();
		await startOllamas([undefined]);
		expect((await look()).model).toBe('m1');
		await routed.close();
		routed = await startRouted([{}]);
		expect((await look()).model).toBe('m1');
		expect(questions()).toEqual([0]);
	});

	it('goes by what the settings say, and then nobody is asked', async () => {
		routed = await startRouted([
			{ ...OLLAMA, supports: { images: false } },
			{ supports: { images: false } },
			{ ...OLLAMA, supports: { images: true } },
		]);
		routed.servers[2]!.details = { capabilities: ['completion'] };
		const answer = await look();
		expect(answer.model).toBe('m3');
		expect(answer.routing.skipped.map(({ reason }) => reason)).toEqual(
			Array(2).fill('it does not take images, as its settings say'),
		);
		expect(questions()).toEqual([0, 0, 0]);
	});

	it('of a JSON schema goes where the settings do not deny it, and Ollama need not be asked', async () => {
		routed = await startRouted([{ supports: { jsonSchema: false } }, OLLAMA]);
		const answer = await routed.ask('Hi', { settings: SCHEMA });
		expect(answer.model).toBe('m2');
		expect(answer.routing.skipped[0]!.reason).toBe('it does not answer in a JSON schema, as its settings say');
		expect(questions()).toEqual([0, 0]);
	});

	it('is refused before any request when nobody can serve it, with all that it needs and why each cannot', async () => {
		routed = await startRouted([OLLAMA, { supports: { tools: false } }]);
		routed.servers[0]!.details = { capabilities: ['completion', 'tools'] };
		const error = await errorOf(routed.ask('', { messages: IMAGE, settings: TOOLS }));
		expect(error).toMatchObject({ code: 'no_deployment', attempts: [] });
		expect(error!.message).toBe(
			'No deployment of the model group "chat" can serve this call, which needs images and tools. ' +
				'ollama/m1: it does not take images, as Ollama says. openai-compatible/m2: it does not take tools, as its settings say. ' +
				'Add a deployment that can, or correct the settings of one that does.',
		);
		expect(requests()).toEqual([0, 0]);
		expect(routed.rows).toMatchObject([{ status: 'error', errorClass: 'no_deployment', attemptCount: 0 }]);
	});
});

describe('a plain short call', () => {
	it('asks nobody anything', async () => {
		await startOllamas([{ capabilities: ['completion'], parameters: 'num_ctx 1' }]);
		await routed.ask();
		expect(questions()).toEqual([0]);
	});
});

describe('what a server said of a model', () => {
	const SEES = { capabilities: ['completion', 'vision'] };

	it('is asked once by calls at the same time, and known for ten minutes', async () => {
		await startOllamas([SEES]);
		await Promise.all(Array.from({ length: 10 }, look));
		await routed.clock.advance(599_000);
		await look();
		expect([questions(), requests()]).toEqual([[1], [11]]);
		await routed.clock.advance(1_000);
		await look();
		expect(questions()).toEqual([2]);
	});

	it('is unknown for 30 s when it could not say', async () => {
		await startOllamas([SEES]);
		routed.servers[0]!.freeReply = 'close';
		await look();
		await routed.clock.advance(29_000);
		await look();
		expect(questions()).toEqual([1]);
		routed.servers[0]!.freeReply = undefined;
		await routed.clock.advance(1_000);
		await look();
		expect([questions(), requests()]).toEqual([[2], [3]]);
	});

	it('is waited for no longer than 1 s, and no call after the first waits at all', async () => {
		await startOllamas([SEES]);
		routed.servers[0]!.freeReply = 'hang';
		const startedAtMs = routed.clock.now();
		expect((await routed.settle(look(), 5_000, 50)).model).toBe('m1');
		const tookMs = routed.clock.now() - startedAtMs;
		expect(tookMs).toBeGreaterThanOrEqual(1_000);
		expect((await look()).model).toBe('m1');
		expect(routed.clock.now() - startedAtMs).toBe(tookMs);
		expect(questions()).toEqual([1]);
	});

	it('does not hold up a call that is stopped', async () => {
		await startOllamas([SEES]);
		routed.servers[0]!.freeReply = 'hang';
		const stop = new AbortController();
		const call = errorOf(routed.ask('', { messages: IMAGE, signal: stop.signal }));
		await untilQuiet(() => routed.servers[0]!.freeRequests.length === 1);
		stop.abort();
		expect(await call).toMatchObject({ code: 'cancelled' });
		expect(requests()).toEqual([0]);
	});
});

describe('a long call', () => {
	it("is not sent to an Ollama that would cut it: num_ctx counts, not the model's own length", async () => {
		await startOllamas([
			{
				parameters: 'stop "<|end|>"\nnum_ctx                        4096',
				model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 },
			},
			{ parameters: 'num_ctx 32768', model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 } },
		]);
		const { model, routing } = await routed.ask(LONG);
		expect(model).toBe('m2');
		expect(routing.skipped).toEqual([
			{
				deployment: 'ollama/m1',
				reason: expect.stringMatching(/^the request of about 62\d\d tokens is longer than its context window of 4096$/),
			},
		]);
	});

	it('may ask Ollama for more than its model is set to', async () => {
		await startOllamas([{ parameters: 'num_ctx 4096' }]);
		expect((await routed.ask(LONG, { settings: { extraBody: { options: { num_ctx: 16_384 } } } })).model).toBe('m1');
		expect(questions()).toEqual([0]);
	});

	it('is held against the windows of the price catalogue', async () => {
		routed = await startRouted([{ provider: 'openai', model: 'gpt-4' }, {}]);
		const { model, routing } = await routed.ask(LONG.repeat(2));
		expect(model).toBe('m2');
		expect(routing.skipped[0]!.reason).toContain('context window of 8192');
	});

	it('is refused before any request when it is too long for all', async () => {
		routed = await startRouted([{ contextWindow: 5_000 }, { contextWindow: 6_000 }]);
		const error = await errorOf(routed.ask(LONG));
		expect(error).toMatchObject({
			code: 'no_deployment',
			skipped: [{ deployment: 'openai-compatible/m1' }, { deployment: 'openai-compatible/m2' }],
		});
		expect(error!.message).toContain('context window of 6000');
		expect(requests()).toEqual([0, 0]);
	});
});
