import type { RoutedLlmError } from '../../../lib/errors';
import { startRouted, untilQuiet, type Routed } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

describe('timeouts', () => {
	it('moves on when no first token comes in time, and closes the hanging request', async () => {
		routed = await startRouted([{ firstTokenSeconds: 10 }, {}]);
		routed.servers[0]!.reply('hang');
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(9_900);
		expect(routed.servers[1]!.requests).toHaveLength(0);
		await routed.clock.advance(200);
		const answer = await call;
		expect(answer.model).toBe('m2');
		expect(answer.routing.attempts[0]!.failure).toMatchObject({ kind: 'timeout_first_token' });
		await routed.servers[0]!.untilAborted();
	});

	it('does not take keep-alive frames for tokens', async () => {
		routed = await startRouted([{ firstTokenSeconds: 10 }, {}]);
		routed.servers[0]!.reply({ keepAliveEveryMs: 5, breakAfter: { tokens: 0, how: 'stall' } });
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await new Promise((resolve) => setTimeout(resolve, 50));
		await routed.clock.advance(10_000);
		expect((await call).routing.attempts[0]!.failure?.kind).toBe('timeout_first_token');
	});

	it('moves on when the stream stalls', async () => {
		routed = await startRouted([{ idleSeconds: 5 }, {}]);
		let sent = false;
		routed.servers[0]!.reply(() => {
			sent = true;
			return { text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'stall' } };
		});
		const call = routed.ask();
		await untilQuiet(() => sent);
		const answer = await routed.settle(call, 20_000);
		expect(answer.routing.attempts[0]!.failure?.kind).toBe('timeout_idle');
		expect(answer.model).toBe('m2');
	});

	it('waits 10 minutes for a first token when told to', async () => {
		routed = await startRouted([{ firstTokenSeconds: 900 }]);
		routed.servers[0]!.reply({ delayMs: 100 });
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(600_000);
		expect((await call).text).toContain('Hello');
	});

	it('ends an attempt that takes longer than its own timeout', async () => {
		routed = await startRouted([{ attemptSeconds: 3 }, {}]);
		routed.servers[0]!.reply('hang');
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(3_000);
		expect((await call).routing.attempts[0]!.failure?.kind).toBe('timeout_attempt');
	});

	it("does not count the call's own deadline against the deployment", async () => {
		routed = await startRouted([{ allowedFails: 1 }], { deadlineSeconds: 5 });
		routed.servers[0]!.reply('hang');
		const call = errorOf(routed.ask());
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(5_000);
		const error = await call;
		expect(error).toMatchObject({ code: 'deadline' });
		const [state] = await routed.state.snapshot({ keys: [error!.attempts[0]!.deploymentId], windowMs: 60_000 });
		expect(state).toMatchObject({ breaker: { state: 'closed' }, recentFailures: 0 });
	});

	it('does not count time in line against the deadline', async () => {
		routed = await startRouted([{ rpm: 1 }], { deadlineSeconds: 5 }, { windowMs: 60_000 });
		await routed.ask();
		const answer = await routed.settle(routed.ask(), 70_000);
		expect(answer.routing.queueWaitMs).toBeGreaterThanOrEqual(59_000);
	});

	it('ends the wait in line at its maximum', async () => {
		routed = await startRouted([{ concurrency: 1 }], { maxQueueWaitSeconds: 30 });
		routed.servers[0]!.reply('hang');
		const stop = new AbortController();
		const first = errorOf(routed.ask('first', { signal: stop.signal }));
		await routed.servers[0]!.untilRequests(1);
		const error = await errorOf(routed.settle(routed.ask('second'), 40_000));
		expect(error).toMatchObject({ code: 'queue_timeout' });
		stop.abort();
		expect((await first)?.code).toBe('cancelled');
	});

	it('says when a place is free to a call that may not wait for it', async () => {
		routed = await startRouted([{ rpm: 1 }], { maxQueueWaitSeconds: 0 }, { windowMs: 60_000 });
		await routed.ask();
		const error = await errorOf(routed.ask());
		expect(error).toMatchObject({ code: 'queue_timeout' });
		expect(error!.retryAfterMs).toBeGreaterThan(50_000);
		expect(error!.retryAfterMs).toBeLessThanOrEqual(60_000);
	});

	it('says when, instead of waiting, when everything cools for longer than a call may wait', async () => {
		routed = await startRouted([{}, {}], { maxQueueWaitSeconds: 30 });
		for (const server of routed.servers) server.reply({ status: 401 });
		await errorOf(routed.ask());
		const error = await errorOf(routed.ask());
		expect(error).toMatchObject({ code: 'unavailable' });
		expect(error!.retryAfterMs).toBeGreaterThan(500_000);
		expect(routed.servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
	});
});

describe('a local server that is silent', () => {
	it('is given up when it does not answer its free status request either', async () => {
		routed = await startRouted([{ provider: 'ollama' }, {}]);
		routed.servers[0]!.reply('hang');
		routed.servers[0]!.freeReply = 'hang';
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(10_000);
		await untilQuiet(() => routed.servers[0]!.freeRequests.length === 1);
		expect(routed.servers[0]!.freeRequests[0]!.path).toBe('/api/version');
		await routed.clock.advance(5_000);
		const answer = await call;
		expect(answer.model).toBe('m2');
		expect(answer.routing.attempts[0]!.failure?.message).toContain('status request');
	});

	it('is waited for while it answers the status request: it loads its model', async () => {
		routed = await startRouted([{ provider: 'ollama' }, {}]);
		routed.servers[0]!.reply({ delayMs: 300 });
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(10_000);
		await untilQuiet(() => routed.servers[0]!.freeRequests.length === 1);
		const answer = await routed.settle(call, 200_000, 100);
		expect(answer.model).toBe('m1');
		expect(answer.routing.latencyMs).toBeGreaterThan(10_000);
	});
});
