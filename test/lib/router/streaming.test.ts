import type { GroupInput } from '../../../lib/config/input';
import type { RoutedLlmError } from '../../../lib/errors';
import type { ChatRequest, RouterEvent } from '../../../lib/types/routing';
import type { Behaviour } from '../../support/fault-server';
import { startRouted, type Routed } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const request = (more: Partial<ChatRequest> = {}): ChatRequest => ({
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
	...more,
});

/** Every event until the end, and the error that ended it. */
async function collect(stream: AsyncIterable<RouterEvent>): Promise<{ events: RouterEvent[]; error?: RoutedLlmError }> {
	const events: RouterEvent[] = [];
	try {
		for await (const event of stream) events.push(event);
	} catch (error) {
		return { events, error: error as RoutedLlmError };
	}
	return { events };
}

const textOf = (events: RouterEvent[]) => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

describe('a streamed call', () => {
	it('yields the text piece by piece and the answer last', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ text: ['a', 'b', 'c'], paceMs: 500 });
		const { events } = await collect(routed.router.stream(request()));
		expect(events.map(({ type }) => type)).toEqual(['text', 'text', 'text', 'answer']);
		expect(events.at(-1)).toMatchObject({ answer: { text: 'abc', routing: { deployment: 'openai-compatible/m1' } } });
	});

	it('fails over without a trace before the first visible token', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply({ breakAfter: { tokens: 0, how: 'cut' } });
		routed.servers[1]!.reply({ text: ['two'] });
		const { events } = await collect(routed.router.stream(request()));
		expect(events.map(({ type }) => type)).toEqual(['text', 'answer']);
		expect(textOf(events)).toBe('two');
	});

	it('ends with an error that carries the partial text when it is cut after the first visible token', async () => {
		routed = await startRouted([{}, {}]);
		routed.servers[0]!.reply({ text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'cut' } });
		const { events, error } = await collect(routed.router.stream(request()));
		expect(textOf(events)).toBe('Hello');
		expect(error).toMatchObject({ code: 'stream_cut', partialText: 'Hello' });
		expect(routed.servers[1]!.requests).toHaveLength(0);
		expect(routed.rows).toMatchObject([{ status: 'error', estimated: true }]);
	});

	it('goes on at the next deployment when the group says so, and drops what that one repeats', async () => {
		routed = await startRouted([{}, {}], { midStreamFailure: 'continue' });
		routed.servers[0]!.reply({
			text: ['The quick brown fox ', 'jumps over the lazy', ' dog.'],
			breakAfter: { tokens: 2, how: 'cut' },
		});
		routed.servers[1]!.reply({ text: ['fox jumps over ', 'the lazy dog ', 'and sleeps.'] });
		const { events, error } = await collect(routed.router.stream(request()));
		expect(error).toBeUndefined();
		expect(textOf(events)).toBe('The quick brown fox jumps over the lazy dog and sleeps.');
		expect(events.at(-1)).toMatchObject({
			answer: { text: 'The quick brown fox jumps over the lazy dog and sleeps.' },
		});
		const messages = routed.servers[1]!.requests[0]!.body.messages as Array<{ role: string }>;
		expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
	});

	it.each<[string, RoutedLlmError['code'], Behaviour, Partial<GroupInput>?]>([
		['that fails everywhere', 'all_failed', { status: 401 }],
		['that the next deployment refuses', 'rejected', { status: 400 }],
		['whose deadline ends it', 'deadline', 'hang', { deadlineSeconds: 5 }],
		[
			'whose next turn is too far away',
			'deadline',
			{ status: 429, headers: { 'retry-after': '4000' } },
			{ retries: 1 },
		],
	])('%s carries what was shown before', async (_, code, second, group = {}) => {
		routed = await startRouted([{ retries: 0 }, {}], { midStreamFailure: 'continue', retries: 0, ...group });
		routed.servers[0]!.reply({ text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'cut' } });
		routed.servers[1]!.reply(second);
		const { error } = await routed.settle(collect(routed.router.stream(request())));
		expect(error).toMatchObject({ code, partialText: 'Hello' });
	});

	it('that is cancelled carries what was shown', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'stall' } });
		const stop = new AbortController();
		const stream = routed.router.stream(request({ signal: stop.signal }));
		await stream.next();
		stop.abort();
		expect((await collect(stream)).error).toMatchObject({ code: 'cancelled', partialText: 'Hello' });
	});

	it('never goes on after a tool call has begun', async () => {
		routed = await startRouted([{}, {}], { midStreamFailure: 'continue' });
		routed.servers[0]!.reply({
			text: [],
			toolCalls: [{ id: 'c1', name: 'look', arguments: '{"a":1}' }],
			breakAfter: { tokens: 1, how: 'cut' },
		});
		const { error } = await collect(routed.router.stream(request()));
		expect(error?.code).toBe('stream_cut');
		expect(routed.servers[1]!.requests).toHaveLength(0);
	});

	it('aborts the request and records one cancelled row when the consumer leaves the loop', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ text: ['a', 'b'], breakAfter: { tokens: 1, how: 'stall' } });
		for await (const event of routed.router.stream(request())) if (event.type === 'text') break;
		await routed.servers[0]!.untilAborted();
		expect(routed.rows).toMatchObject([{ status: 'cancelled', attemptCount: 1, estimated: true }]);
	});

	it('gives the place of an abandoned attempt back', async () => {
		routed = await startRouted([{ concurrency: 1 }]);
		routed.servers[0]!.script([{ text: ['a', 'b'], breakAfter: { tokens: 1, how: 'stall' } }]);
		for await (const event of routed.router.stream(request())) if (event.type === 'text') break;
		expect((await routed.ask()).text).toContain('Hello');
	});
});

describe('a long answer that breaks', () => {
	it.each([
		[3, 2],
		[5, 1],
	])('of %d MB after its beginning was shown has %d attempts', async (megabytes, attempts) => {
		routed = await startRouted([{ retries: 0 }, { retries: 0 }], { midStreamFailure: 'continue' });
		const text = Array<string>(megabytes + 1).fill('a'.repeat(1024 * 1024));
		routed.servers[0]!.reply({ text, breakAfter: { tokens: megabytes, how: 'end' } });
		const asking = (async () => {
			for await (const _ of routed.router.stream(request()));
		})();
		await asking.catch((error: unknown) => expect(error).toMatchObject({ code: 'stream_cut' }));
		expect(routed.servers[0]!.requests.length + routed.servers[1]!.requests.length).toBe(attempts);
	});
});

describe('a whole answer', () => {
	it.each(['cut', 'end', 'malformed', 'error'] as const)(
		'comes from the next deployment when the stream breaks by %s',
		async (how) => {
			routed = await startRouted([{}, {}]);
			routed.servers[0]!.reply({ text: ['Hello', ' world'], breakAfter: { tokens: 1, how } });
			routed.servers[1]!.reply({ text: 'whole' });
			const answer = await routed.ask();
			expect(answer.text).toBe('whole');
			expect(answer.routing.attempts[0]!.failure?.kind).toBe('server');
		},
	);
});
