import { openAttempt } from '../../../../lib/providers/http/attempt';
import { refineOllamaError } from '../../../../lib/providers/ollama/ollama-errors';
import { type OllamaChunk, createOllamaReader, readOllamaAnswer } from '../../../../lib/providers/ollama/ollama-stream';
import type { ProviderEvent } from '../../../../lib/types';
import { eventsOf } from '../events-of';
import { fixtureChunks } from './fixture';

function readAll(chunks: OllamaChunk[]): ProviderEvent[] {
	let ids = 0;
	return eventsOf(
		createOllamaReader(() => `new-${ids++}`),
		chunks,
	);
}
const read = (name: string) => readAll(fixtureChunks(name));
const ended = (ending: Omit<OllamaChunk, 'done'>) =>
	readAll([{ message: { content: 'x' } }, { done: true, ...ending }]);

describe('Ollama lines', () => {
	it('become text, usage, served model and finish', () => {
		expect(read('text.ndjson')).toEqual([
			{ type: 'served_model', model: 'llama3.2' },
			{ type: 'text', text: 'The' },
			{ type: 'text', text: ' sky' },
			{ type: 'usage', usage: { inputTokens: 26, outputTokens: 282 } },
			{ type: 'finish', reason: 'stop', raw: 'stop' },
		]);
	});

	it('become tool calls with arguments as text, an id of their own or a new one, and tool_calls as the reason', () => {
		const events = read('tool-calls.ndjson');
		expect(events.filter(({ type }) => type === 'tool_call')).toEqual([
			{
				type: 'tool_call',
				index: 0,
				id: 'new-0',
				name: 'get_weather',
				argumentsDelta: '{"city":"Tokyo","format":"celsius"}',
			},
			{ type: 'tool_call', index: 1, id: 'call_fnx4u2ty', name: 'get_time', argumentsDelta: '{}' },
		]);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'tool_calls', raw: 'stop' });
	});

	it('keep tool arguments that are text as the model wrote them', () => {
		const message = { tool_calls: [{ function: { name: 'look', arguments: '{"at": "sk' } }] };
		expect(readAll([{ message }])).toEqual([
			{ type: 'tool_call', index: 0, id: 'new-0', name: 'look', argumentsDelta: '{"at": "sk' },
		]);
	});

	it('become reasoning', () => {
		const events = read('thinking.ndjson');
		expect(events.flatMap((event) => (event.type === 'reasoning' ? [event.text] : []))).toEqual([
			'Counting the letters',
			' one by one.',
		]);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'length', raw: 'length' });
	});

	it.each([
		['stop', 'stop'],
		['length', 'length'],
		['load', 'other'],
		['unload', 'other'],
		['tired', 'other'],
	])('map done reason %s to %s', (raw, reason) => {
		expect(ended({ done_reason: raw }).at(-1)).toEqual({ type: 'finish', reason, raw });
	});

	it('finish as other when the server names no reason, and when an answer never began', () => {
		expect(ended({}).at(-1)).toEqual({ type: 'finish', reason: 'other' });
		expect(read('load.ndjson')).toEqual([
			{ type: 'served_model', model: 'llama3.2' },
			{ type: 'finish', reason: 'other', raw: 'load' },
		]);
	});

	it('leave unknown counts out: absent ones, and zeros where nobody counted', () => {
		const usage = (ending: Omit<OllamaChunk, 'done'>) => ended(ending).find((event) => event.type === 'usage')?.usage;
		expect(usage({})).toBeUndefined();
		expect(usage({ prompt_eval_count: 0, eval_count: 0 })).toBeUndefined();
		expect(usage({ eval_count: 5 })).toEqual({ outputTokens: 5 });
		expect(usage({ prompt_eval_count: 5, eval_count: 0 })).toEqual({ inputTokens: 5, outputTokens: 0 });
	});

	it.each([5, true, null, ['x'], { x: 1 }])('yield no text and no name where the server sends %j', (odd) => {
		const call = { id: odd, function: { name: odd, arguments: {} } };
		const chunks: OllamaChunk[] = [
			{ model: odd, message: { content: odd, thinking: odd, tool_calls: [call] } },
			{ message: odd },
			{ message: { tool_calls: odd } },
			{ done: true, done_reason: odd },
		];
		expect(readAll(chunks)).toEqual([
			{ type: 'tool_call', index: 0, id: 'new-0', name: '', argumentsDelta: '{}' },
			{ type: 'finish', reason: 'other' },
		]);
	});
});

describe('an answer of Ollama', () => {
	const answered = async (body: Iterable<string> | AsyncIterable<string>): Promise<ProviderEvent[]> => {
		const attempt = openAttempt(
			{ endpoint: { baseUrl: 'http://host', headers: {} }, signal: AbortSignal.timeout(10_000) },
			{ refine: refineOllamaError },
		);
		const bytes = ReadableStream.from(body).pipeThrough(
			new TextEncoderStream() as unknown as TransformStream<string, Uint8Array>,
		);
		const events: ProviderEvent[] = [];
		for await (const event of readOllamaAnswer(new Response(bytes), attempt)) events.push(event);
		return events;
	};
	const hello = '{"message":{"content":"Hello"},"done":false}\n';
	const done = '{"done":true,"done_reason":"stop"}\n';

	it.each(['{"a":', '[1]', 'null', '<html>'])('breaks off at the line %s', async (bad) => {
		await expect(answered([hello, `${bad}\n`])).rejects.toMatchObject({
			failure: { kind: 'server', message: 'host sent a line that is no JSON.' },
		});
	});

	it('breaks off at a reported error', async () => {
		await expect(answered([hello, '{"error":"out of memory"}\n'])).rejects.toThrow('out of memory');
	});

	it('finishes when its body has ended, whatever comes behind the line that ends it', async () => {
		let ended = false;
		async function* body() {
			yield hello + done;
			yield 'garbage\n';
			ended = true;
			throw new Error('reset');
		}
		expect(await answered(body())).toEqual([
			{ type: 'text', text: 'Hello' },
			{ type: 'finish', reason: 'stop', raw: 'stop' },
		]);
		expect(ended).toBe(true);
	});
});
