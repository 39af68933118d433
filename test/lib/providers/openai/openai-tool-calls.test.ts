import { MAX_TOOL_CALLS } from '../../../../lib/bounds';
import { createOpenAiToolCallReader } from '../../../../lib/providers/openai/openai-tool-calls';

/** Calls as they come out: id, name and the arguments in one piece. */
function read(deltas: unknown[]) {
	const reader = createOpenAiToolCallReader();
	const calls: Array<{ id?: string; name?: string; text: string }> = [];
	for (const event of [...deltas.flatMap((delta) => reader.read(delta)), ...reader.end()]) {
		const call = (calls[event.index] ??= { id: event.id, name: event.name, text: '' });
		call.text += event.argumentsDelta;
	}
	return calls;
}

describe('tool call deltas', () => {
	it('continue a call whose server repeats id and name', () => {
		const delta = (text: string) => ({ index: 0, id: 'a', function: { name: 'look', arguments: text } });
		expect(read([delta('{"x"'), delta(':1}')])).toEqual([{ id: 'a', name: 'look', text: '{"x":1}' }]);
	});

	it('continue a call whose server invents a new id for every delta (older vLLM)', () => {
		const deltas = [
			{ index: 0, id: 'a', function: { name: 'look' } },
			{ index: 0, id: 'b', function: { arguments: '{}' } },
		];
		expect(read(deltas)).toEqual([{ id: 'a', name: 'look', text: '{}' }]);
	});

	it('interleaved by index go to their own calls', () => {
		const deltas = [
			{ index: 0, id: 'a', function: { name: 'one', arguments: '' } },
			{ index: 1, id: 'b', function: { name: 'two', arguments: '' } },
			{ index: 0, function: { arguments: '1' } },
			{ index: 1, function: { arguments: '2' } },
		];
		expect(read(deltas)).toEqual([
			{ id: 'a', name: 'one', text: '1' },
			{ id: 'b', name: 'two', text: '2' },
		]);
	});

	it('that come before the name are held back, not lost', () => {
		const deltas = [
			{ index: 0, id: 'a', function: { arguments: '{"x"' } },
			{ index: 0, function: { name: 'look', arguments: ':1}' } },
		];
		expect(read(deltas)).toEqual([{ id: 'a', name: 'look', text: '{"x":1}' }]);
	});

	it('without any name are handed on all the same', () => {
		expect(read([{ index: 0, id: 'a', function: { arguments: '{}' } }])).toEqual([{ id: 'a', name: '', text: '{}' }]);
	});

	it('that are none do no harm', () => {
		expect(read([null, 'text', 7])).toEqual([]);
	});

	it.each([
		['named', (index: number) => ({ index, function: { name: 'f' } })],
		['unnamed', (index: number) => ({ index, function: { arguments: '{}' } })],
	])('of more than 1,000 calls fail the answer (%s)', (_, delta) => {
		const reader = createOpenAiToolCallReader();
		for (let index = 0; index < MAX_TOOL_CALLS; index++) reader.read(delta(index));
		expect(() => reader.read(delta(MAX_TOOL_CALLS - 1))).not.toThrow();
		expect(() => reader.read(delta(MAX_TOOL_CALLS))).toThrow('more than 1,000 tool calls');
	});
});
