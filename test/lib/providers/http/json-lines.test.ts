import { readJsonLines } from '../../../../lib/providers/http/json-lines';

const bodyOf = (chunks: Iterable<string> | AsyncIterable<string>) =>
	ReadableStream.from(chunks).pipeThrough(new TextEncoderStream() as unknown as TransformStream<string, Uint8Array>);

/** The lines, by the piece of the body that completed them. */
async function read(
	chunks: Iterable<string> | AsyncIterable<string>,
	graceMs?: () => number | undefined,
): Promise<string[][]> {
	const all: string[][] = [];
	for await (const lines of readJsonLines(bodyOf(chunks), { host: 'host', graceMs })) all.push(lines);
	return all;
}

describe('lines of JSON', () => {
	it('are whole, however the bytes were cut, empty ones dropped, the last one with or without a line break', async () => {
		const lines = await read(['{"a":', '1}\n\n  \r\n{"b":"ü', '"}\n{"c":3}']);
		expect(lines.flat().map((line) => line.trim())).toEqual(['{"a":1}', '{"b":"ü"}', '{"c":3}']);
	});

	it('that came together are handed on together', async () => {
		expect(await read(['1\n2\n3', '\n'])).toEqual([['1', '2'], ['3']]);
	});

	it('pass an error of the body on, behind what came before it', async () => {
		async function* body() {
			yield '{"done":false}\n';
			throw new Error('reset');
		}
		const lines = readJsonLines(bodyOf(body()), { host: 'host' });
		expect(await lines.next()).toMatchObject({ value: ['{"done":false}'] });
		await expect(lines.next()).rejects.toThrow('reset');
	});

	it('end a while after the reader has what it wants, although the body goes on', async () => {
		async function* body() {
			yield '{"done":true}\n';
			await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
		}
		expect(await read(body(), () => 20)).toEqual([['{"done":true}']]);
	});

	it('let the rest of the process have its turn, however many come in one piece', async () => {
		let turns = 0;
		let ended = false;
		const turn = () => {
			turns++;
			if (!ended) setImmediate(turn);
		};
		setImmediate(turn);
		const lines = await read(['{}\n'.repeat(20_000)]);
		ended = true;
		expect(lines.flat()).toHaveLength(20_000);
		expect(turns).toBeGreaterThanOrEqual(30);
	});

	it('of more than 16 MB end the answer', async () => {
		const pieces = Array<string>(300).fill('a'.repeat(65_536));
		await expect(read(['{"a":"', ...pieces])).rejects.toThrow('a line of the answer is larger than 16 MB');
	});
});
