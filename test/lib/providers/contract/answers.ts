import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { foldEvents } from '../fold-events';
import { type Asker, HEADER_SECRET, KEY, PROMPT, textOf } from './asker';

export function itAnswers(asker: Asker): void {
	const { subject } = asker;
	const { stop, length, toolCalls } = subject.finishWords;

	it('streams an answer with one request, key and own headers included', async () => {
		const { text, untilFinish, rest } = subject.sample;
		asker.server.reply({ raw: untilFinish + rest });
		const events = await asker.collect();
		expect(textOf(events)).toBe(text);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: stop });
		expect(asker.server.requests).toHaveLength(1);
		expect(asker.server.requests[0]).toMatchObject({
			path: subject.path,
			headers: { authorization: `Bearer ${KEY}`, 'x-team': HEADER_SECRET, 'content-type': 'application/json' },
			body: { model: 'the-model', stream: true, ...subject.requestBody(PROMPT) },
		});
	});

	it('sends no key when there is none, nor anything from the environment', async () => {
		for (const name of subject.environment) process.env[name] = 'from-the-environment';
		try {
			await asker.collect({ endpoint: { ...asker.endpoint, apiKey: undefined, headers: {} } });
		} finally {
			for (const name of subject.environment) delete process.env[name];
		}
		const headers = asker.server.requests[0]?.headers;
		expect(headers).not.toHaveProperty('authorization');
		expect(headers).not.toHaveProperty('x-api-key');
		expect(JSON.stringify(headers)).not.toContain('from-the-environment');
	});

	it('hands on reasoning, text, parallel tool calls in pieces, usage, the model and the finish', async () => {
		asker.server.reply({
			reasoning: 'Hm.',
			text: ['Hel', 'lo'],
			toolCalls: [
				{ id: 'call_a', name: 'weather', arguments: '{"city":"Bern"}' },
				{ id: 'call_b', name: 'weather', arguments: '{"city":"Chur"}' },
			],
			servedModel: 'the-model-2026',
			usage: { input: 20, cached: 8, output: 7, reasoning: 3 },
		});
		const events = await asker.collect();
		expect(foldEvents(events)).toEqual({
			text: 'Hello',
			reasoning: 'Hm.',
			calls: [
				{ id: 'call_a', name: 'weather', arguments: '{"city":"Bern"}' },
				{ id: 'call_b', name: 'weather', arguments: '{"city":"Chur"}' },
			],
			usage: subject.usage,
			model: 'the-model-2026',
			finish: 'tool_calls',
		});
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'tool_calls', raw: toolCalls });
	});

	it('knows the end by its length', async () => {
		asker.server.reply({ finishReason: length });
		expect((await asker.collect()).at(-1)).toEqual({ type: 'finish', reason: 'length', raw: length });
	});

	it('yields nothing for keep-alive frames while the first token is awaited', async () => {
		asker.server.reply({ text: 'late', firstTokenDelayMs: 100, keepAliveEveryMs: 10, usage: 'none' });
		expect(await asker.collect()).toEqual([
			{ type: 'served_model', model: 'the-model' },
			{ type: 'text', text: 'late' },
			{ type: 'finish', reason: 'stop', raw: stop },
		]);
	});

	it('passes broken tool arguments, an unknown finish reason and missing usage on', async () => {
		asker.server.reply({
			text: [],
			toolCalls: [{ name: 'look', arguments: '{"at": "sk' }],
			finishReason: 'tired',
			usage: 'none',
		});
		const events = await asker.collect();
		expect(foldEvents(events).calls).toEqual([
			{ id: expect.stringMatching(/./) as string, name: 'look', arguments: '{"at": "sk' },
		]);
		expect(events.some(({ type }) => type === 'usage')).toBe(false);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'other', raw: 'tired' });
	});

	it('takes an empty answer for an answer', async () => {
		asker.server.reply({ text: [] });
		const events = await asker.collect();
		expect(textOf(events)).toBe('');
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: stop });
	});

	it.each([
		['one piece', [15_000_000]],
		['twenty pieces', Array<number>(20).fill(1_000_000)],
		['many pieces', Array<number>(1_500).fill(10_000)],
	])('streams 15 MB and more in %s', async (_name, sizes) => {
		asker.server.reply({ text: sizes.map((size) => 'x'.repeat(size)) });
		expect(textOf(await asker.collect())).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
	});

	it('yields tokens as they come, and ends the request when the reader leaves', async () => {
		asker.server.reply({ text: ['one', 'two'], breakAfter: { tokens: 1, how: 'stall' } });
		for await (const event of asker.provider.stream(asker.call())) if (event.type === 'text') break;
		expect((await asker.server.untilAborted()).aborted).toBe(true);
	});

	it('uses connections again', async () => {
		for (let i = 0; i < 6; i++) await asker.collect();
		// Two, when the second request comes before the first connection is known to be free.
		expect(new Set(asker.server.requests.map(({ clientPort }) => clientPort)).size).toBeLessThanOrEqual(2);
	});

	it('lets a reader stop at finish without cutting the connection, which serves later calls too', async () => {
		const { untilFinish, rest } = subject.sample;
		const ports: Array<number | undefined> = [];
		const slowTail = createServer((request, response) => {
			ports.push(request.socket.remotePort);
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(untilFinish);
			setTimeout(() => response.end(rest), 50);
		});
		await new Promise<void>((resolve) => slowTail.listen(0, '127.0.0.1', resolve));
		try {
			const endpoint = asker.endpointAt(`http://127.0.0.1:${(slowTail.address() as AddressInfo).port}`);
			for (let i = 0; i < 4; i++) {
				for await (const event of asker.provider.stream(asker.call({ endpoint }))) if (event.type === 'finish') break;
			}
		} finally {
			slowTail.closeAllConnections();
			await new Promise((resolve) => slowTail.close(resolve));
		}
		expect(ports).toHaveLength(4);
		// undici takes a second connection when the first was freed in the same turn.
		expect(new Set(ports).size).toBeLessThanOrEqual(2);
	});
}
