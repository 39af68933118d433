import { readServerSentEvents, type ServerSentEvent } from '../../../../lib/providers/http/server-sent-events';

const END = '[DONE]';

/** A body made of the given writes. */
function bodyOf(writes: Uint8Array[]): ReadableStream<Uint8Array> {
	return new ReadableStream({
		start(controller) {
			for (const bytes of writes) controller.enqueue(bytes);
			controller.close();
		},
	});
}

async function read(text: string, size = Infinity): Promise<ServerSentEvent[]> {
	const bytes = new TextEncoder().encode(text);
	const writes: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += size) writes.push(bytes.slice(at, Math.min(bytes.length, at + size)));
	const events: ServerSentEvent[] = [];
	for await (const completed of readServerSentEvents(bodyOf(writes), { host: 'host', endMark: END }))
		events.push(...completed);
	return events;
}

describe('server-sent events', () => {
	it.each([1, 2, 3, Infinity])('are read whatever the writes (%d bytes)', async (size) => {
		const text = ': comment\nevent: greeting\ndata: Grüß\ndata:Gott 👋\nid: 7\n\ndata\n\ndata: {"a": ":"}\n\n';
		const expected = [{ event: 'greeting', data: 'Grüß\nGott 👋' }, { data: '' }, { data: '{"a": ":"}' }];
		expect(await read(text, size)).toEqual(expected);
		expect(await read(text.replaceAll('\n', '\r\n'), size)).toEqual(expected);
	});

	it('come together when they arrive together, and one by one when they do not', async () => {
		const bytes = (text: string) => new TextEncoder().encode(text);
		const body = bodyOf([
			bytes('data: one\n\ndata: two\n\ndata: th'),
			bytes('ree\n\n'),
			bytes(': keep-alive\n\n'),
			bytes('data: four\n\n'),
		]);
		const pieces: string[][] = [];
		for await (const completed of readServerSentEvents(body, { host: 'host', endMark: END }))
			pieces.push(completed.map(({ data }) => data));
		expect(pieces).toEqual([['one', 'two'], ['three'], ['four']]);
	});

	it('are none for comments and empty lines', async () => {
		expect(await read(': keep-alive\n\n\n\n: keep-alive\n\n')).toEqual([]);
	});

	it('count without the last blank line', async () => {
		expect(await read('data: one\n\ndata: two')).toEqual([{ data: 'one' }, { data: 'two' }]);
	});

	it('end with the end mark, though the body stays open', async () => {
		const body = new ReadableStream<Uint8Array>({
			start: (controller) =>
				controller.enqueue(new TextEncoder().encode(`data: one\n\ndata: ${END}\n\ndata: late\n\n`)),
		});
		const events: string[][] = [];
		for await (const completed of readServerSentEvents(body, { host: 'host', endMark: END }))
			events.push(completed.map(({ data }) => data));
		expect(events).toEqual([['one'], [END]]);
	});

	it('let a body end behind the end mark, so that its connection stays usable', async () => {
		let cancelled = false;
		let pulls = 0;
		const body = new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					if (pulls++ === 0) controller.enqueue(new TextEncoder().encode(`data: ${END}\n\n`));
					else controller.close();
				},
				cancel: () => void (cancelled = true),
			},
			{ highWaterMark: 0 },
		);
		for await (const _ of readServerSentEvents(body, { host: 'host', endMark: END }));
		expect(cancelled).toBe(false);
	});

	it('of 15 MB in one line are read in linear time', async () => {
		const [event] = await read(`data: ${'x'.repeat(15_000_000)}\n\n`, 65_536);
		expect(event?.data).toHaveLength(15_000_000);
	});

	it('cancel the body when the reader leaves', async () => {
		let cancelled = false;
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => controller.enqueue(new TextEncoder().encode('data: one\n\n')),
			cancel: () => void (cancelled = true),
		});
		for await (const _ of readServerSentEvents(body, { host: 'host', endMark: END })) break;
		expect(cancelled).toBe(true);
	});

	it('throw what the body throws', async () => {
		const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('cut')) });
		await expect(readServerSentEvents(body, { host: 'host', endMark: END }).next()).rejects.toThrow('cut');
	});

	it.each([
		['one line', 'a'.repeat(65_536)],
		['many lines', 'data: a\n'.repeat(8_192)],
	])('of more than 16 MB in %s end the stream', async (_, piece) => {
		const piecesIn = (bytes: number) => Math.ceil(bytes / piece.length);
		const bytes = new TextEncoder().encode(piece);
		let sent = 0;
		const body = new ReadableStream<Uint8Array>({
			pull: (controller) => (++sent > piecesIn(64 * 1024 * 1024) ? controller.close() : controller.enqueue(bytes)),
		});
		const events = readServerSentEvents(body, { host: 'host', endMark: END });
		await expect(events.next()).rejects.toThrow('host was cut off: a line of the answer is larger than 16 MB.');
		expect(sent).toBeLessThanOrEqual(piecesIn(16 * 1024 * 1024) + 2);
	});
});
