import type { RoutedLlmError } from '../../../lib/errors';
import { createRouter } from '../../../lib/router/create-router';
import { createProviders } from '../../../lib/providers';
import type { ChatRequest, RouterEvent } from '../../../lib/types/routing';
import { startRouted, untilQuiet, type Routed } from '../../support/routed';
import { startSilentServer } from '../../support/silent-server';

/** However a call ends, its place is free again, its row is written and its cost is no lie. */
let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const request = (more: Partial<ChatRequest> = {}): ChatRequest => ({
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
	...more,
});

const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

const prices = { inputPerMillion: 1, outputPerMillion: 1 };

describe('an attempt that was given up while the provider was at work', () => {
	it('costs the input, estimated', async () => {
		routed = await startRouted([{ firstTokenSeconds: 5, prices }, { prices }]);
		routed.servers[0]!.reply('hang');
		routed.servers[1]!.reply({ usage: { input: 10, output: 5 } });
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(5_000);
		const answer = await call;
		const [first] = answer.routing.attempts;
		expect(first).toMatchObject({ usageEstimated: true, usage: { outputTokens: 0 } });
		expect(first!.usage!.inputTokens).toBeGreaterThan(0);
		expect(answer.costUsd).toBeGreaterThan(15e-6);
		expect(routed.rows[0]).toMatchObject({ estimated: true });
	});

	it('costs nothing when it was refused by a status', async () => {
		routed = await startRouted([{ prices }, { prices }]);
		routed.servers[0]!.reply({ status: 503 });
		routed.servers[1]!.reply({ usage: { input: 10, output: 5 } });
		expect((await routed.ask()).costUsd).toBeCloseTo(15e-6, 12);
	});
});

describe('an attempt that was given up before it had a connection', () => {
	it.each(['its time is over', 'the user stops it'])('costs nothing and gives its place back when %s', async (why) => {
		const silent = await startSilentServer();
		const baseUrl = `https://127.0.0.1:${silent.port}/v1`;
		routed = await startRouted([{ baseUrl, firstTokenSeconds: 5, rpm: 1, prices }]);
		const stop = new AbortController();
		const call = errorOf(routed.ask('Hi', { signal: stop.signal }));
		await silent.untilConnected();
		if (why === 'the user stops it') stop.abort();
		else await routed.clock.advance(5_000);
		expect((await call)!.attempts).toMatchObject([{ usage: undefined, failure: { reached: false } }]);
		expect(routed.rows).toMatchObject([{ costUsd: 0, estimated: false }]);
		const key = routed.router.config.groups.get('chat')!.deployments[0]!.id;
		const [place] = await routed.state.snapshot({ keys: [key], windowMs: 60_250 });
		expect(place).toMatchObject({ requestsInWindow: 0, tokensInWindow: 0, inFlight: 0 });
		await silent.close();
	});
});

describe('something unforeseen inside an adapter', () => {
	it('ends the call with an error of ours, frees its place and records its row', async () => {
		routed = await startRouted([{ concurrency: 1 }]);
		const providers = createProviders();
		let calls = 0;
		const broken = {
			...providers['openai-compatible'],
			stream: (call: Parameters<(typeof providers)['openai']['stream']>[0]) => {
				calls += 1;
				if (calls === 1) throw new TypeError('a secret detail');
				return providers['openai-compatible'].stream(call);
			},
		};
		const rows: unknown[] = [];
		const router = createRouter(
			{
				groups: {
					chat: {
						deployments: [
							{ provider: 'openai-compatible', baseUrl: `${routed.servers[0]!.url}/v1`, model: 'm', concurrency: 1 },
						],
					},
				},
			},
			{
				clock: routed.clock,
				providers: { ...providers, 'openai-compatible': broken },
				outbox: { append: (...added) => void rows.push(...added), close: () => {} },
			},
		);
		const error = await errorOf(router.chat(request()));
		expect(error).toMatchObject({ name: 'RoutedLlmError', code: 'internal' });
		expect(error!.message).not.toContain('secret');
		expect((await router.chat(request())).text).toContain('Hello');
		expect(rows).toHaveLength(2);
		await router.close();
		expect(routed.clock.pending()).toBe(0);
	});
});

describe('a slow consumer of a stream', () => {
	it('is no silence of the provider', async () => {
		routed = await startRouted([{ idleSeconds: 5 }]);
		routed.servers[0]!.reply({ text: ['a', 'b', 'c'], paceMs: 5 });
		let text = '';
		for await (const event of routed.router.stream(request())) {
			if (event.type !== 'text') continue;
			text += event.text;
			await routed.clock.advance(20_000);
		}
		expect(text).toBe('abc');
		expect(routed.rows).toMatchObject([{ status: 'ok' }]);
	});

	it('does not keep a place after Stop', async () => {
		routed = await startRouted([{ concurrency: 1 }]);
		routed.servers[0]!.script([{ text: ['a', 'b'], breakAfter: { tokens: 1, how: 'stall' } }]);
		const stop = new AbortController();
		const stream = routed.router.stream(request({ signal: stop.signal }));
		expect((await stream.next()).value).toMatchObject({ type: 'text' });
		stop.abort();
		expect((await routed.ask()).text).toContain('Hello');
		expect(await errorOf(stream.next())).toMatchObject({ code: 'cancelled' });
		expect(routed.rows.map(({ status }) => status).sort()).toEqual(['cancelled', 'ok']);
	});
});

describe('leaving a stream', () => {
	it('aborts the request at once, also before the first token', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply('hang');
		const stream = routed.router.stream(request());
		const next = errorOf(stream.next());
		await routed.servers[0]!.untilRequests(1);
		await stream.return();
		await routed.servers[0]!.untilAborted();
		expect(await next).toMatchObject({ code: 'cancelled' });
		expect(routed.rows).toMatchObject([{ status: 'cancelled' }]);
	});

	it('throws what is wrong with a request from the iteration, not from the call', async () => {
		routed = await startRouted([{}]);
		const stream = routed.router.stream(request({ group: 'nobody' }));
		expect(await errorOf(stream.next())).toMatchObject({ code: 'unknown_group' });
	});
});

describe('what an attempt streamed before it failed', () => {
	const collect = async (more: Partial<ChatRequest> = {}) => {
		const events: RouterEvent[] = [];
		for await (const event of routed.router.stream(request(more))) events.push(event);
		return events;
	};

	it('is void when it was reasoning only, and the consumer is told', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply({ reasoning: 'thinking A', text: ['x'], breakAfter: { tokens: 1, how: 'cut' } });
		routed.servers[1]!.reply({ reasoning: 'thinking B', text: ['y'] });
		const events = await collect();
		expect(events.map(({ type }) => type)).toEqual(['reasoning', 'discard', 'reasoning', 'text', 'answer']);
		expect(events.at(-1)).toMatchObject({ answer: { text: 'y', reasoning: 'thinking B' } });
	});

	it('comes before a tool call of the continuation', async () => {
		routed = await startRouted([{}, {}], { midStreamFailure: 'continue' });
		routed.servers[0]!.reply({ text: ['The quick brown fox jumps'], breakAfter: { tokens: 1, how: 'cut' } });
		routed.servers[1]!.reply({ text: ['The quick'], toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] });
		const types = (await collect()).map(({ type }) => type);
		expect(types.indexOf('text')).toBeLessThan(types.indexOf('tool_call'));
		expect(types.lastIndexOf('text')).toBeLessThan(types.indexOf('tool_call'));
	});
});

describe('the end of the queue wait', () => {
	it('overflows to the cloud rather than fail, when the local machine stayed busy all the while', async () => {
		routed = await startRouted([{ provider: 'ollama', firstTokenSeconds: 3_600 }, {}], { maxQueueWaitSeconds: 20 });
		routed.servers[0]!.script(['hang']);
		const stop = new AbortController();
		const busy = errorOf(routed.ask('busy', { signal: stop.signal }));
		await routed.servers[0]!.untilRequests(1);
		const answer = await routed.settle(routed.ask('second'), 30_000);
		expect(answer.model).toBe('m2');
		expect(answer.routing.queueWaitMs).toBeGreaterThanOrEqual(20_000);
		stop.abort();
		await busy;
	});
});

describe('a lone deployment whose key is refused', () => {
	it('is left alone by automatic runs, and tried by those started by hand', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ status: 401 });
		expect(await errorOf(routed.ask())).toMatchObject({ code: 'all_failed' });
		const error = await errorOf(routed.ask());
		expect(error).toMatchObject({ code: 'unavailable' });
		expect(error!.message).toContain('refused key');
		expect(routed.servers[0]!.requests).toHaveLength(1);
		routed.servers[0]!.reply({});
		expect((await routed.ask('Hi', { startedByHand: true })).text).toContain('Hello');
		expect((await routed.ask()).text).toContain('Hello');
	});
});

describe('a local server whose proxy hides its status page', () => {
	it('is alive: a 404 is an answer', async () => {
		routed = await startRouted([{ provider: 'ollama' }, {}]);
		routed.servers[0]!.reply({ delayMs: 300 });
		routed.servers[0]!.freeReply = { status: 404 };
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		await routed.clock.advance(10_000);
		await untilQuiet(() => routed.servers[0]!.freeRequests.length >= 1);
		expect((await routed.settle(call, 200_000)).model).toBe('m1');
	});
});

describe('a request that a deployment cannot take', () => {
	const pdf = { type: 'file' as const, mediaType: 'application/pdf', dataBase64: 'JVBERg==', fileName: 'a.pdf' };

	it('goes to the next one, when it is a PDF at Ollama', async () => {
		routed = await startRouted([{ provider: 'ollama' }, {}]);
		const answer = await routed.router.chat(request({ messages: [{ role: 'user', content: [pdf] }] }));
		expect(answer.model).toBe('m2');
		expect(answer.routing.attempts[0]!.failure).toMatchObject({ kind: 'unsupported', reached: false });
		expect(routed.servers[0]!.requests).toHaveLength(0);
	});

	it('is not sent where it is longer than the context window', async () => {
		routed = await startRouted([{ contextWindow: 100 }, {}]);
		const answer = await routed.ask('word '.repeat(1_000));
		expect(answer.model).toBe('m2');
		expect(answer.routing.skipped[0]!.reason).toContain('context window of 100');
		expect(routed.servers[0]!.requests).toHaveLength(0);
	});
});

describe('a usage row that cannot be written', () => {
	it('is said with the answer and with the error', async () => {
		routed = await startRouted([{}]);
		const router = createRouter(
			{
				groups: {
					chat: {
						deployments: [{ provider: 'openai-compatible', baseUrl: `${routed.servers[0]!.url}/v1`, model: 'm' }],
					},
				},
			},
			{
				outbox: {
					append: () => {
						throw new Error('disk full');
					},
					close: () => {},
				},
			},
		);
		const codes = (hints: ReadonlyArray<{ code: string }>) => hints.map(({ code }) => code);
		expect(codes((await router.chat(request())).routing.hints)).toContain('usage_row_lost');
		routed.servers[0]!.reply({ status: 401 });
		const error = await errorOf(router.chat(request()));
		expect(codes(error!.hints)).toEqual(['access', 'usage_row_lost']);
		await router.close();
	});

	it.each([
		['memory', 2, '2 usage rows wait in memory: the reason.'],
		['disk', 1, '1 usage row waits on disk for Postgres: the reason.'],
	] as const)('is said to wait while it does, in %s', async (where, count, message) => {
		routed = await startRouted([{}]);
		const router = createRouter(
			{
				groups: {
					chat: {
						deployments: [{ provider: 'openai-compatible', baseUrl: `${routed.servers[0]!.url}/v1`, model: 'm' }],
					},
				},
			},
			{ outbox: { append: () => {}, waiting: { count, where, reason: 'the reason.' }, close: () => {} } },
		);
		const { routing } = await router.chat(request());
		expect(routing.hints).toContainEqual({ code: 'usage_rows_waiting', message });
		await router.close();
	});
});
