import type { RoutedLlmError } from '../../../lib/errors';
import { startRouted, type Routed } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

/** About 1,250 tokens. */
const LONG = 'word '.repeat(1_000);
const TOO_LONG = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } };

const requests = () => routed.servers.map((server) => server.requests.length);
const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

describe('fallback groups', () => {
	it('answer when the group cannot, in their order, with one row for the group that was asked', async () => {
		routed = await startRouted([{}, { group: 'spare' }, { group: 'last' }], { fallbacks: ['spare', 'last'] });
		routed.servers[0]!.reply({ status: 500 });
		routed.servers[1]!.reply({ status: 401 });
		const { model, routing } = await routed.ask();
		expect(model).toBe('m3');
		expect(routing.attempts.map((attempt) => attempt.model)).toEqual(['m1', 'm2', 'm3']);
		expect(routed.rows).toMatchObject([{ group: 'chat', deployment: 'openai-compatible/m3', attemptCount: 3 }]);
	});

	it('are not asked while the group answers', async () => {
		routed = await startRouted([{}, { group: 'spare' }], { fallbacks: ['spare'] });
		for (let call = 0; call < 5; call += 1) await routed.ask();
		expect(requests()).toEqual([5, 0]);
	});

	it('end with one error that lists every attempt when all fail, also in a circle', async () => {
		routed = await startRouted(
			[{}, { group: 'spare' }],
			{ fallbacks: ['spare'], retries: 0 },
			{ groups: { spare: { fallbacks: ['chat'], retries: 1 } } },
		);
		for (const server of routed.servers) server.reply({ status: 500 });
		const error = await errorOf(routed.settle(routed.ask()));
		expect(error).toMatchObject({ code: 'all_failed' });
		expect(error!.attempts.map(({ model }) => model)).toEqual(['m1', 'm2', 'm2']);
	});

	it('keep what is for calls of other kinds for those: a vision group behind one for text', async () => {
		routed = await startRouted([{ supports: { images: false } }, { group: 'eyes', supports: { images: true } }], {
			fallbacks: ['eyes'],
		});
		expect((await routed.ask()).model).toBe('m1');
		const messages = [
			{ role: 'user' as const, content: [{ type: 'image_url' as const, url: 'https://example.com/a.png' }] },
		];
		expect((await routed.ask('', { messages })).model).toBe('m2');
		expect(requests()).toEqual([1, 1]);
	});
});

describe('context window fallbacks', () => {
	it('get a call that is too long for the group, at once, and no other', async () => {
		routed = await startRouted([{ contextWindow: 1_000 }, { contextWindow: 1_100 }, { group: 'long' }], {
			contextWindowFallbacks: ['long'],
		});
		const { model, routing } = await routed.ask(LONG);
		expect(model).toBe('m3');
		expect(routing.skipped.map(({ deployment }) => deployment)).toEqual([
			'openai-compatible/m1',
			'openai-compatible/m2',
		]);
		expect((await routed.ask()).model).toBe('m1');
		expect(requests()).toEqual([1, 0, 1]);
	});

	it('get a call that its provider finds too long, after the larger ones of the group', async () => {
		routed = await startRouted(
			[
				{ contextWindow: 4_000 },
				{ contextWindow: 4_000 },
				{ contextWindow: 8_000 },
				{ group: 'long', contextWindow: 2_000 },
				{ group: 'long' },
			],
			{ contextWindowFallbacks: ['long'] },
		);
		for (const server of routed.servers.slice(0, 3)) server.reply(TOO_LONG);
		const { routing } = await routed.ask(LONG);
		expect(routing.attempts.map(({ model }) => model)).toEqual(['m1', 'm3', 'm5']);
		expect(routing.skipped.map(({ deployment }) => deployment)).toEqual([
			'openai-compatible/m2',
			'openai-compatible/m4',
		]);
	});

	it('find out of Ollama whose window is larger, also for a call that seemed short', async () => {
		routed = await startRouted([{}, { provider: 'ollama' }, { group: 'long' }], { contextWindowFallbacks: ['long'] });
		routed.servers[0]!.reply(TOO_LONG);
		routed.servers[1]!.details = { parameters: 'num_ctx 32768' };
		expect((await routed.ask()).model).toBe('m2');
		expect(requests()).toEqual([1, 1, 0]);
	});

	it('do not help against anything else', async () => {
		routed = await startRouted([{ retries: 0 }, { group: 'long' }], { contextWindowFallbacks: ['long'] });
		routed.servers[0]!.reply({ status: 500 });
		expect(await errorOf(routed.ask())).toMatchObject({ code: 'all_failed' });
		expect(requests()).toEqual([1, 0]);
	});

	it('are named in what is shown of a call', async () => {
		routed = await startRouted([{ contextWindow: 1_000 }, { group: 'long', rpm: 0 }, { group: 'long' }], {
			contextWindowFallbacks: ['long'],
		});
		const { routing } = await routed.ask(LONG);
		expect(routing).toMatchObject({
			deployment: 'openai-compatible/m3',
			skipped: [{ deployment: 'openai-compatible/m1' }, { deployment: 'openai-compatible/m2' }],
		});
	});

	it('that are too small too leave a clear error', async () => {
		routed = await startRouted([{}, { group: 'long', contextWindow: 1_000 }], { contextWindowFallbacks: ['long'] });
		routed.servers[0]!.reply(TOO_LONG);
		const error = await errorOf(routed.ask(LONG));
		expect(error).toMatchObject({
			code: 'rejected',
			skipped: [{ deployment: 'openai-compatible/m2', reason: expect.stringContaining('context window of 1000') }],
		});
	});
});
