import { RoutedLlmError } from '../../../lib/errors';
import { closedPort } from '../../support/fault-server';
import { startRouted, type Routed, type RoutedDeployment } from '../../support/routed';
import type { GroupInput } from '../../../lib/config/input';

/** The behaviour that is promised by example, under the examples' numbers. */
let routed: Routed;

async function start(
	deployments: RoutedDeployment[],
	group: Partial<GroupInput> = {},
	options: { windowMs?: number } = {},
): Promise<Routed> {
	routed = await startRouted(deployments, group, options);
	return routed;
}

afterEach(async () => {
	await routed?.close();
});

const counts = () => routed.servers.map((server) => server.requests.length);

async function failure(promise: Promise<unknown>): Promise<RoutedLlmError> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(RoutedLlmError);
	return error as RoutedLlmError;
}

describe('example 1', () => {
	it('sends all 100 calls to priority 1 while it is healthy', async () => {
		const { ask } = await start([{}, {}]);
		await Promise.all(Array.from({ length: 100 }, () => ask()));
		expect(counts()).toEqual([100, 0]);
	});
});

describe('example 2', () => {
	it('is answered by priority 2 when 1 fails', async () => {
		const { ask, servers } = await start([{}, {}, {}]);
		servers[0]!.reply({ status: 500 });
		servers[1]!.reply({ text: 'from two' });
		const answer = await ask();
		expect(answer.text).toBe('from two');
		expect(answer.routing.deployment).toBe('openai-compatible/m2');
		expect(counts()).toEqual([1, 1, 0]);
	});

	it('is answered by priority 3 when 1 and 2 fail', async () => {
		const { ask, servers } = await start([{}, {}, {}]);
		servers[0]!.reply('close');
		servers[1]!.reply({ status: 503 });
		expect((await ask()).model).toBe('m3');
		expect(counts()).toEqual([1, 1, 1]);
	});

	it('ends with one error that lists every attempt when all fail', async () => {
		const { ask, servers, settle } = await start([{}, {}, {}]);
		for (const server of servers) server.reply({ status: 500 });
		const error = await failure(settle(ask()));
		expect(error.code).toBe('all_failed');
		expect(error.attempts).toHaveLength(4);
		for (const name of ['m1', 'm2', 'm3']) expect(error.message).toContain(name);
		expect(routed.rows).toMatchObject([{ status: 'error', errorClass: 'server', attemptCount: 4 }]);
	});
});

describe('example 3', () => {
	it.each([
		[0, 1],
		[1, 2],
		[2, 3],
	])('makes with %i retries %i requests to a single deployment that always answers 500', async (retries, requests) => {
		const { ask, servers, settle } = await start([{}], { retries });
		servers[0]!.reply({ status: 500 });
		const error = await failure(settle(ask()));
		expect(counts()).toEqual([requests]);
		expect(error.attempts).toHaveLength(requests);
	});
});

describe('example 4', () => {
	it('cools two deployments that both answer 429 to one call, each failure counted once', async () => {
		const { ask, servers, state } = await start([{ retries: 0 }, { retries: 0 }]);
		for (const server of servers) server.reply({ status: 429 });
		const error = await failure(ask());
		expect(counts()).toEqual([1, 1]);
		const keys = error.attempts.map(({ deploymentId }) => deploymentId);
		const states = await state.snapshot({ keys, windowMs: 60_000 });
		expect(states.map(({ breaker }) => breaker.state)).toEqual(['open', 'open']);
		expect(states.map(({ recentAttempts, recentFailures }) => [recentAttempts, recentFailures])).toEqual([
			[1, 1],
			[1, 1],
		]);
	});
});

describe('example 5', () => {
	it('never cools a deployment for 400 and sends the request nowhere else', async () => {
		const { ask, servers, state } = await start([{ allowedFails: 1 }, {}]);
		servers[0]!.reply({ status: 400, body: { error: { message: 'Unsupported value' } } });
		const error = await failure(ask());
		expect(error.code).toBe('rejected');
		await failure(ask());
		expect(counts()).toEqual([2, 0]);
		const [deployment] = await state.snapshot({ keys: [error.attempts[0]!.deploymentId], windowMs: 60_000 });
		expect(deployment!.breaker.state).toBe('closed');
	});
});

describe('example 6', () => {
	it('cools at the third consecutive failure, not at the first', async () => {
		const { ask, servers } = await start([{}, {}]);
		servers[0]!.reply({ status: 500 });
		for (let call = 0; call < 6; call += 1) await ask();
		expect(counts()).toEqual([3, 6]);
	});

	it('says with the answer that a deployment is cooling', async () => {
		const { ask, servers } = await start([{ allowedFails: 1 }, {}]);
		servers[0]!.reply({ status: 500 });
		await ask();
		const { routing } = await ask();
		expect(routing.hints.map(({ code }) => code)).toContain('cooling');
		expect(routing.skipped[0]).toMatchObject({ deployment: 'openai-compatible/m1' });
	});

	it('never cools with a cooldown of 0', async () => {
		const { ask, servers } = await start([{}, {}], { cooldownSeconds: 0 });
		servers[0]!.reply({ status: 500 });
		for (let call = 0; call < 6; call += 1) await ask();
		expect(counts()).toEqual([6, 6]);
	});
});

describe('example 7', () => {
	async function cooling() {
		await start([{ allowedFails: 1, cooldownSeconds: 2 }, {}]);
		routed.servers[0]!.script([{ status: 500 }]);
		await routed.ask();
		expect(counts()).toEqual([1, 1]);
	}

	it('skips a deployment that is cooling, at 1 s of 2', async () => {
		await cooling();
		await routed.clock.advance(1_000);
		await routed.ask();
		expect(counts()).toEqual([1, 2]);
	});

	it('sends one probe when 10 calls arrive at 2.1 s, and all come back when it succeeds', async () => {
		await cooling();
		await routed.clock.advance(2_100);
		routed.servers[0]!.script([{ delayMs: 50 }]);
		await Promise.all(Array.from({ length: 10 }, () => routed.ask()));
		expect(counts()).toEqual([2, 10]);
		await Promise.all(Array.from({ length: 10 }, () => routed.ask()));
		expect(counts()).toEqual([12, 10]);
	});

	it('cools for 4 s when the probe fails', async () => {
		await cooling();
		await routed.clock.advance(2_100);
		routed.servers[0]!.script([{ status: 500 }]);
		await routed.ask();
		expect(counts()).toEqual([2, 2]);
		await routed.clock.advance(3_900);
		await routed.ask();
		expect(counts()).toEqual([2, 3]);
		await routed.clock.advance(200);
		await routed.ask();
		expect(counts()).toEqual([3, 3]);
	});
});

describe('example 8', () => {
	it('lets 3 of 7 calls go at once under RPM 3, 3 after one window, 1 after two', async () => {
		const { ask, clock, servers, settle } = await start([{ rpm: 3 }], {}, { windowMs: 60_000 });
		const startedAtMs = clock.now();
		const arrivals: number[] = [];
		servers[0]!.reply(() => {
			arrivals.push(clock.now() - startedAtMs);
			return {};
		});
		const calls = Promise.all(Array.from({ length: 7 }, () => ask()));
		const answers = await settle(calls, 200_000, 500);
		expect(answers).toHaveLength(7);
		const windows = arrivals.map((atMs) => Math.floor(atMs / 60_000));
		expect(windows).toEqual([0, 0, 0, 1, 1, 1, 2]);
		expect(answers.map(({ routing }) => Math.round(routing.queueWaitMs / 60_000))).toEqual([0, 0, 0, 1, 1, 1, 2]);
	});
});

describe('example 9', () => {
	it('waits with TPM 1440 and 1439 used until the window has room', async () => {
		const { ask, clock, servers, settle } = await start([{ tpm: 1_440 }], {}, { windowMs: 60_000 });
		servers[0]!.reply({ usage: { input: 1_000, output: 439 } });
		await ask('first', { settings: { maxOutputTokens: 10 } });
		const before = clock.now();
		const second = await settle(ask('five tokens or so', { settings: { maxOutputTokens: 1 } }));
		expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
		expect(second.routing.queueWaitMs).toBeGreaterThanOrEqual(59_000);
	});

	it('goes elsewhere when there is somewhere else', async () => {
		const { ask, servers } = await start([{ tpm: 1_440 }, {}]);
		servers[0]!.reply({ usage: { input: 1_000, output: 439 } });
		await ask('first', { settings: { maxOutputTokens: 10 } });
		const second = await ask('five tokens or so', { settings: { maxOutputTokens: 1 } });
		expect(second.model).toBe('m2');
	});

	it('refuses at once a call that is larger than the limit', async () => {
		const { ask } = await start([{ tpm: 1_000 }]);
		const error = await failure(ask());
		expect(error.code).toBe('unavailable');
		expect(error.message).toContain('larger than its TPM limit');
		expect(counts()).toEqual([0]);
	});
});

describe('example 10', () => {
	it('lets those behind a cancelled waiter move up', async () => {
		const { ask, servers, state, settle } = await start([{ concurrency: 1 }]);
		servers[0]!.script([{ delayMs: 200 }]);
		const first = ask('first');
		await servers[0]!.untilRequests(1);
		const cancelling = new AbortController();
		const second = failure(ask('second', { signal: cancelling.signal }));
		await routed.clock.advance(0);
		const third = ask('third');
		await routed.clock.advance(0);
		cancelling.abort();
		expect((await second).code).toBe('cancelled');
		await first;
		const answer = await settle(third, 5_000, 1);
		expect(answer.text).toContain('Hello');
		expect(counts()).toEqual([2]);
		const [deployment] = await state.snapshot({ keys: [answer.routing.attempts[0]!.deploymentId], windowMs: 60_000 });
		expect(deployment).toMatchObject({ waiting: 0, inFlight: 0 });
	});
});

describe('example 11', () => {
	it("gives only the second deployment's answer, whole, when the first one's stream breaks after Hello", async () => {
		const { ask, servers, rows } = await start([{}, {}]);
		servers[0]!.reply({ text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'cut' } });
		servers[1]!.reply({ text: 'Good morning' });
		const answer = await ask();
		expect(answer.text).toBe('Good morning');
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ status: 'ok', attemptCount: 2, estimated: true });
		expect(rows[0]!.attempts![0]).toMatchObject({ outcome: 'server', outputTokens: 2 });
		expect(rows[0]!.attempts![0]!.inputTokens).toBeGreaterThan(0);
		expect(rows[0]!.attempts![1]).toMatchObject({ outcome: 'ok' });
	});
});

describe('example 12', () => {
	it('sends no request to a cloud deployment when the call is local only and every local one is down', async () => {
		const { ask } = await start([
			{ provider: 'ollama', baseUrl: `http://127.0.0.1:${await closedPort()}` },
			{ provider: 'ollama', baseUrl: `http://127.0.0.1:${await closedPort()}` },
			{},
		]);
		const error = await failure(ask('Hi', { localOnly: true }));
		expect(error.code).toBe('all_failed');
		expect(error.message).toContain('local only');
		expect(counts()).toEqual([0, 0, 0]);
	});

	it('says so when there is nothing local at all', async () => {
		const { ask } = await start([{}]);
		const error = await failure(ask('Hi', { localOnly: true }));
		expect(error.code).toBe('no_deployment');
		expect(error.message).toContain('Nothing local is left');
		expect(counts()).toEqual([0]);
	});
});

describe('example 13', () => {
	it('hands over 20 MB of answer', async () => {
		const { ask, servers } = await start([{}]);
		const piece = 'x'.repeat(1_000_000);
		servers[0]!.reply({ text: Array.from({ length: 20 }, () => piece) });
		expect((await ask()).text).toHaveLength(20_000_000);
	});

	it('estimates the usage of an answer without, and flags it', async () => {
		const { ask, servers, rows } = await start([{}]);
		servers[0]!.reply({ text: 'Hello', usage: 'none' });
		const answer = await ask();
		expect(answer.usageEstimated).toBe(true);
		expect(answer.usage.outputTokens).toBeGreaterThan(0);
		expect(rows[0]).toMatchObject({ estimated: true, status: 'ok' });
	});

	it('takes an empty answer', async () => {
		const { ask, servers } = await start([{}]);
		servers[0]!.reply({ text: [] });
		expect(await ask()).toMatchObject({ text: '', finishReason: 'stop' });
	});

	it('hands tool calls with broken JSON over as they are', async () => {
		const { ask, servers } = await start([{}]);
		servers[0]!.reply({ text: [], toolCalls: [{ id: 'c1', name: 'look', arguments: '{"a": ' }] });
		expect((await ask()).toolCalls).toEqual([{ id: 'c1', name: 'look', arguments: '{"a": ' }]);
	});

	it('calls an unknown finish reason other', async () => {
		const { ask, servers } = await start([{}]);
		servers[0]!.reply({ finishReason: 'moon_phase' });
		expect((await ask()).finishReason).toBe('other');
	});
});

describe('example 16', () => {
	it('bills 1578 output tokens of which 952 are reasoning once', async () => {
		const { ask, servers } = await start([{ prices: { inputPerMillion: 0, outputPerMillion: 1_000_000 } }]);
		servers[0]!.reply({ usage: { input: 10, output: 1_578, reasoning: 952 } });
		const answer = await ask();
		expect(answer.usage).toMatchObject({ outputTokens: 1_578, reasoningTokens: 952 });
		expect(answer.costUsd).toBeCloseTo(1_578, 6);
	});

	it("bills Anthropic's 28436 input tokens of which 2000 were written to the cache by their own rates", async () => {
		const { ask, servers } = await start([
			{
				provider: 'anthropic',
				prices: { inputPerMillion: 3, outputPerMillion: 15, cachedInputPerMillion: 0.3, cacheWritePerMillion: 3.75 },
			},
		]);
		servers[0]!.reply({ usage: { input: 16_436, cacheWrite: 2_000, cached: 10_000, output: 100 } });
		const answer = await ask();
		expect(answer.usage).toMatchObject({ inputTokens: 28_436, cacheWriteTokens: 2_000, cachedTokens: 10_000 });
		expect(answer.costUsd).toBeCloseTo((16_436 * 3 + 2_000 * 3.75 + 10_000 * 0.3 + 100 * 15) / 1e6, 9);
	});
});

describe('example 17', () => {
	it('serves 6 calls on two local machines in order of arrival, none of them in the cloud', async () => {
		const { ask, servers, settle } = await start([
			{ provider: 'ollama', priority: 1 },
			{ provider: 'ollama', priority: 1 },
			{ priority: 2 },
		]);
		const served: string[] = [];
		for (const server of servers.slice(0, 2))
			server.reply((request) => {
				const messages = request.body.messages as Array<{ content: string }>;
				served.push(messages[0]!.content);
				return { delayMs: 20 };
			});
		const names = ['1', '2', '3', '4', '5', '6'];
		await settle(Promise.all(names.map((name) => ask(name))), 60_000, 1);
		expect(counts()[2]).toBe(0);
		expect(served.slice(0, 2).sort()).toEqual(['1', '2']);
		expect(served.slice(2, 4).sort()).toEqual(['3', '4']);
		expect(served.slice(4, 6).sort()).toEqual(['5', '6']);
	});
});

describe('example 19', () => {
	it('waits 20 s and succeeds after a 429 with Retry-After 20 when there is nothing else', async () => {
		const { ask, clock, servers, settle } = await start([{}]);
		servers[0]!.script([{ status: 429, headers: { 'retry-after': '20' } }]);
		const before = clock.now();
		const answer = await settle(ask());
		expect(answer.text).toContain('Hello');
		expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
		expect(clock.now() - before).toBeLessThan(21_000);
		expect(counts()).toEqual([2]);
	});

	it('ends at once with a clear error when Retry-After is beyond the deadline', async () => {
		const { ask, servers } = await start([{}], { deadlineSeconds: 60 });
		servers[0]!.script([{ status: 429, headers: { 'retry-after': '120' } }]);
		const error = await failure(ask());
		expect(error.code).toBe('deadline');
		expect(error.retryAfterMs).toBe(120_000);
		expect(counts()).toEqual([1]);
	});
});
