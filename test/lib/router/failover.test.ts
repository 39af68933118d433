import type { RoutedLlmError } from '../../../lib/errors';
import { closedPort } from '../../support/fault-server';
import { startRouted, type Routed } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const counts = () => routed.servers.map((server) => server.requests.length);
const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

describe('failover', () => {
	it('tries every deployment that is ready before it retries one, without backoff', async () => {
		routed = await startRouted([{}, {}, {}], { retries: 1 });
		routed.servers[0]!.reply({ status: 500 });
		routed.servers[1]!.reply({ status: 500 });
		const before = routed.clock.now();
		const answer = await routed.ask();
		expect(answer.routing.attempts.map(({ model }) => model)).toEqual(['m1', 'm2', 'm3']);
		expect(routed.clock.now()).toBe(before);
	});

	it('makes no request to a dead port from the fourth call on', async () => {
		const port = await closedPort();
		routed = await startRouted([{ baseUrl: `http://127.0.0.1:${port}/v1` }, {}]);
		const tried: number[] = [];
		for (let call = 0; call < 5; call += 1) tried.push((await routed.ask()).routing.attempts.length);
		expect(tried).toEqual([2, 2, 2, 1, 1]);
	});

	it('hints at a refused key that failover hides', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply({ status: 401, body: { error: { message: 'Incorrect API key provided: test-key' } } });
		const { routing } = await routed.ask();
		const hint = routing.hints.find(({ code }) => code === 'access');
		expect(hint?.message).toContain('openai-compatible/m1');
		expect(JSON.stringify(routing)).not.toContain('test-key');
	});

	it('leaves a deployment with a refused key out for ten minutes, but not when started by hand', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.script([{ status: 401 }]);
		await routed.ask();
		await routed.clock.advance(599_000);
		expect((await routed.ask()).model).toBe('m2');
		expect((await routed.ask('Hi', { startedByHand: true })).model).toBe('m1');
	});

	it('tries a lone deployment that cools after failures all the same', async () => {
		routed = await startRouted([{ allowedFails: 1, retries: 0 }]);
		routed.servers[0]!.script([{ status: 500 }]);
		await errorOf(routed.ask());
		expect((await routed.ask()).text).toContain('Hello');
	});

	it('never tries a lone deployment before its Retry-After', async () => {
		routed = await startRouted([{ retries: 0 }], { maxQueueWaitSeconds: 5 });
		routed.servers[0]!.script([{ status: 429, headers: { 'retry-after': '30' } }]);
		await errorOf(routed.ask());
		expect(await errorOf(routed.ask())).toMatchObject({ code: 'unavailable' });
		expect(counts()).toEqual([1]);
	});

	it('sends a prompt that is too long only to a deployment with a larger window', async () => {
		const tooLong = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } };
		routed = await startRouted([{ contextWindow: 1_000 }, { contextWindow: 500 }, { contextWindow: 8_000 }]);
		routed.servers[0]!.reply(tooLong);
		const answer = await routed.ask();
		expect(answer.model).toBe('m3');
		expect(counts()).toEqual([1, 0, 1]);
	});

	it('stays with a refusal unless the group lets it fail over', async () => {
		const refusal = { status: 400, body: { error: { code: 'content_policy_violation', message: 'refused' } } };
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply(refusal);
		expect(await errorOf(routed.ask())).toMatchObject({ code: 'rejected' });
		expect(counts()).toEqual([1, 0]);
		await routed.close();
		routed = await startRouted([{}, {}], { failoverOnRefusal: true });
		routed.servers[0]!.reply(refusal);
		expect((await routed.ask()).model).toBe('m2');
	});

	it('prefers an idle local machine over the cloud, and the cloud only after its patience', async () => {
		routed = await startRouted([{ provider: 'ollama', patienceSeconds: 10 }, {}]);
		routed.servers[0]!.script([{ breakAfter: { tokens: 0, how: 'stall' } }]);
		const stop = new AbortController();
		const busy = errorOf(routed.ask('busy', { signal: stop.signal }));
		await routed.servers[0]!.untilRequests(1);
		const startedAtMs = routed.clock.now();
		// Each step answers the status request that keeps the silent local machine alive.
		const answer = await routed.settle(routed.ask('second'), 20_000, 100);
		expect(answer.model).toBe('m2');
		expect(routed.clock.now() - startedAtMs).toBeGreaterThanOrEqual(10_000);
		stop.abort();
		await busy;
	});

	it('shows as many attempts as the servers saw requests', async () => {
		routed = await startRouted([{ provider: 'openai' }, { provider: 'anthropic' }, { provider: 'ollama' }], {
			retries: 2,
		});
		for (const server of routed.servers) server.reply({ status: 500 });
		const error = await errorOf(routed.settle(routed.ask()));
		expect(error!.attempts).toHaveLength(5);
		expect(counts().reduce((sum, count) => sum + count, 0)).toBe(5);
		await routed.settle(errorOf(routed.ask()));
	});
});

describe('the least-used strategy', () => {
	it('sends each call to the deployment with the largest share of its limits left', async () => {
		routed = await startRouted(
			[
				{ priority: 1, rpm: 2 },
				{ priority: 1, rpm: 6 },
			],
			{ strategy: 'least-used' },
		);
		for (let call = 0; call < 8; call += 1) await routed.ask();
		expect(counts()).toEqual([2, 6]);
	});
});

describe('a cancelled call', () => {
	it('aborts its request at once and records one row', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply('hang');
		const stop = new AbortController();
		const call = errorOf(routed.ask('Hi', { signal: stop.signal }));
		await routed.servers[0]!.untilRequests(1);
		stop.abort();
		expect(await call).toMatchObject({ code: 'cancelled' });
		await routed.servers[0]!.untilAborted();
		expect(counts()).toEqual([1, 0]);
		expect(routed.rows).toMatchObject([{ status: 'cancelled' }]);
	});

	it('sends nothing when it was cancelled before it began', async () => {
		routed = await startRouted([{}]);
		expect(await errorOf(routed.ask('Hi', { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
		expect(counts()).toEqual([0]);
	});

	it('leaves no timer behind', async () => {
		routed = await startRouted([{}]);
		await routed.ask();
		await routed.router.close();
		expect(routed.clock.pending()).toBe(0);
	});
});

describe('secrets', () => {
	it('are in no error, answer or usage row, and no prompt is in an error or row', async () => {
		const planted = { apiKey: 'sk-planted-key-123456', headers: { 'x-planted': 'planted-header-value' } };
		routed = await startRouted([planted, planted], { retries: 0 });
		const echo = (request: { headers: unknown; body: unknown }) => ({
			status: 500,
			body: { error: { message: `${JSON.stringify(request.headers)} ${JSON.stringify(request.body)}` } },
		});
		for (const server of routed.servers) server.reply(echo);
		const error = await errorOf(routed.ask('my planted prompt text'));
		const everything = JSON.stringify([error, error!.message, error!.stack, error!.attempts, routed.rows]);
		expect(routed.servers[0]!.requests[0]!.headers.authorization).toContain('sk-planted-key-123456');
		for (const secret of ['sk-planted-key', 'planted-header-value', 'planted prompt'])
			expect(everything).not.toContain(secret);
	});
});

describe('a port that HTTP clients refuse to use', () => {
	it('is a failed connection, said in plain words', async () => {
		routed = await startRouted([{ baseUrl: 'http://127.0.0.1:6666/v1' }]);
		const error = await errorOf(routed.ask());
		expect(error!.failure).toMatchObject({ kind: 'connection', reached: false });
		expect(error!.message).toContain('port is one that HTTP clients refuse');
	});
});
