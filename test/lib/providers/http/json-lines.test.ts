import { checkedLines } from '../../../../lib/providers/http/json-lines';

const faults = {
	host: 'host',
	malformed: () => new Error('malformed'),
	reported: (line: Record<string, unknown>) => new Error(`reported ${String(line.error)}`),
};

/** Each chunk of the checked body as text. */
async function check(chunks: Iterable<string> | AsyncIterable<string>): Promise<string[]> {
	const lines: string[] = [];
	const body = ReadableStream.from(chunks).pipeThrough(
		new TextEncoderStream() as unknown as TransformStream<string, Uint8Array>,
	);
	for await (const line of checkedLines(body, faults)) lines.push(Buffer.from(line).toString('utf8'));
	return lines;
}

describe('checked lines', () => {
	it('are whole, however the bytes were cut, empty ones dropped, the last one with or without a line break', async () => {
		expect(await check(['{"a":', '1}\n\n  \r\n{"b":"ü', '"}\n{"c":3}'])).toEqual([
			'{"a":1}\n',
			'{"b":"ü"}\n',
			'{"c":3}\n',
		]);
	});

	it.each(['{"a":', '[1]', 'null', '<html>'])('break off at %s', async (bad) => {
		await expect(check(['{"a":1}\n', `${bad}\n`])).rejects.toThrow('malformed');
	});

	it('break off at a reported error', async () => {
		await expect(check(['{"error":"no"}\n'])).rejects.toThrow('reported no');
	});

	it('hold the line that ends the answer until the body has ended, whatever comes after it', async () => {
		let ended = false;
		async function* body() {
			yield '{"done":false}\n{"done":true}\n';
			yield 'garbage\n';
			ended = true;
			throw new Error('reset');
		}
		const lines = await check(body());
		expect(lines).toEqual(['{"done":false}\n', '{"done":true}\n']);
		expect(ended).toBe(true);
	});

	it('pass an error of the body on when the answer has not ended', async () => {
		async function* body() {
			yield '{"done":false}\n';
			throw new Error('reset');
		}
		await expect(check(body())).rejects.toThrow('reset');
	});

	it('let the rest of the process have its turn, however many come in one piece', async () => {
		let turns = 0;
		let ended = false;
		const turn = () => {
			turns++;
			if (!ended) setImmediate(turn);
		};
		setImmediate(turn);
		const lines = await check(['{}\n'.repeat(20_000)]);
		ended = true;
		expect(lines).toHaveLength(20_000);
		expect(turns).toBeGreaterThanOrEqual(30);
	});

	it('of more than 16 MB end the answer', async () => {
		const pieces = Array<string>(300).fill('a'.repeat(65_536));
		await expect(check(['{"a":"', ...pieces])).rejects.toThrow('a line of the answer is larger than 16 MB');
	});
});
