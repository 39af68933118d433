import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { refineAnthropicError } from '../../../../lib/providers/anthropic/anthropic-errors';
import {
	createAnthropicReader,
	readAnthropicAnswer,
	toAnthropicFinish,
} from '../../../../lib/providers/anthropic/anthropic-stream';
import { type AnthropicUsage, mergeAnthropicUsage } from '../../../../lib/providers/anthropic/anthropic-usage';
import { openAttempt } from '../../../../lib/providers/http/attempt';
import type { ProviderEvent } from '../../../../lib/types';
import { eventsOf } from '../events-of';
import { fixtureEvents } from './fixture';

const readAll = (events: RawMessageStreamEvent[]): ProviderEvent[] => eventsOf(createAnthropicReader(), events);
const read = (name: string) => readAll(fixtureEvents(name));
const ofType = <T extends ProviderEvent['type']>(events: ProviderEvent[], type: T) =>
	events.filter((event): event is Extract<ProviderEvent, { type: T }> => event.type === type);

describe('Anthropic events', () => {
	it.each(['constructor', '__proto__', 'toString'])('take a stop reason called %s for an unknown one', (reason) => {
		expect(toAnthropicFinish(reason)).toEqual({ type: 'finish', reason: 'other', raw: reason });
	});

	it('become text, usage, served model and finish, and nothing for a ping', () => {
		expect(read('text.sse')).toEqual([
			{ type: 'served_model', model: 'claude-opus-4-6-20260205' },
			{ type: 'usage', usage: { inputTokens: 25 } },
			{ type: 'text', text: 'Hello' },
			{ type: 'text', text: '!' },
			{ type: 'usage', usage: { inputTokens: 25, outputTokens: 15 } },
			{ type: 'finish', reason: 'stop', raw: 'end_turn' },
		]);
	});

	it('become tool calls with id and name first, and {} for a call without arguments', () => {
		const events = read('tool-use.sse');
		expect(ofType(events, 'tool_call')).toEqual([
			{ type: 'tool_call', index: 0, id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', name: 'get_weather', argumentsDelta: '' },
			{ type: 'tool_call', index: 0, argumentsDelta: '{"location":' },
			{ type: 'tool_call', index: 0, argumentsDelta: ' "San Francisco, CA"}' },
			{ type: 'tool_call', index: 1, id: 'toolu_02', name: 'get_time', argumentsDelta: '' },
			{ type: 'tool_call', index: 1, argumentsDelta: '{}' },
		]);
		expect(events.at(-1)).toEqual({ type: 'finish', reason: 'tool_calls', raw: 'tool_use' });
	});

	it('keep broken tool JSON as the model wrote it', () => {
		const events = readAll([
			{
				type: 'content_block_start',
				index: 0,
				content_block: { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
			},
			{ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"at": "sk' } },
			{ type: 'content_block_stop', index: 0 },
		] as RawMessageStreamEvent[]);
		expect(
			ofType(events, 'tool_call')
				.map(({ argumentsDelta }) => argumentsDelta)
				.join(''),
		).toBe('{"at": "sk');
	});

	it('take the arguments from the start of a block when no deltas follow', () => {
		const events = readAll([
			{
				type: 'content_block_start',
				index: 0,
				content_block: { type: 'tool_use', id: 'a', name: 'look', input: { at: 'sky' } },
			},
			{ type: 'content_block_stop', index: 0 },
		] as RawMessageStreamEvent[]);
		expect(ofType(events, 'tool_call').at(-1)?.argumentsDelta).toBe('{"at":"sky"}');
	});

	it('become reasoning, without signatures or redacted thinking, counted inside the output', () => {
		const events = read('thinking.sse');
		expect(
			ofType(events, 'reasoning')
				.map(({ text }) => text)
				.join(''),
		).toBe('27 * 453 = 27 * 400 + 27 * 53 = 12,231');
		expect(ofType(events, 'text').map(({ text }) => text)).toEqual(['27 * 453 = 12,231']);
		expect(ofType(events, 'usage').at(-1)?.usage).toEqual({
			inputTokens: 68,
			outputTokens: 1578,
			reasoningTokens: 952,
		});
	});

	it('count cached and cache-write tokens as input: 28,436 of which 2,000 were written', () => {
		expect(ofType(read('cache-write.sse'), 'usage').at(-1)?.usage).toEqual({
			inputTokens: 28_436,
			cachedTokens: 20_000,
			cacheWriteTokens: 2_000,
			outputTokens: 12,
		});
	});

	it('keep the input counts of the first event when the last one has only the output', () => {
		const [start, ...rest] = fixtureEvents('cache-write.sse');
		const last = rest.find(({ type }) => type === 'message_delta');
		const events = readAll([start, { ...last, usage: { output_tokens: 7 } }] as RawMessageStreamEvent[]);
		expect(ofType(events, 'usage').at(-1)?.usage).toMatchObject({ inputTokens: 28_436, outputTokens: 7 });
	});

	it('say nothing of the output while the stream runs: the first event has a placeholder', () => {
		expect(ofType(readAll(fixtureEvents('text.sse').slice(0, 1)), 'usage')[0]?.usage).not.toHaveProperty(
			'outputTokens',
		);
	});

	it('keep no field of usage that nobody reads, so that each event costs the same', () => {
		let usage: AnthropicUsage = { input_tokens: 7 };
		for (let index = 0; index < 100; index++)
			usage = mergeAnthropicUsage(usage, { [`field_${index}`]: 1, output_tokens: index });
		expect(Object.keys(usage)).toHaveLength(5);
		expect(usage).toMatchObject({ input_tokens: 7, output_tokens: 99 });
	});

	it('say no usage when there is none', () => {
		const events = fixtureEvents('text.sse').map((event) => {
			if (event.type === 'message_start') return { ...event, message: { ...event.message, usage: undefined } };
			return 'usage' in event ? { ...event, usage: undefined } : event;
		});
		expect(ofType(readAll(events as unknown as RawMessageStreamEvent[]), 'usage')).toEqual([]);
	});

	it('ignore kinds of event, block and delta that are unknown', () => {
		const unknown = [
			{ type: 'message_weather', sun: true },
			{
				type: 'content_block_start',
				index: 0,
				content_block: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
			},
			{ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":' } },
			{ type: 'content_block_delta', index: 0, delta: { type: 'colour_delta', colour: 'red' } },
			{ type: 'content_block_stop', index: 0 },
		];
		expect(readAll(unknown as unknown as RawMessageStreamEvent[])).toEqual([]);
	});

	it.each([
		['end_turn', 'stop'],
		['stop_sequence', 'stop'],
		['max_tokens', 'length'],
		['model_context_window_exceeded', 'length'],
		['tool_use', 'tool_calls'],
		['refusal', 'content_filter'],
		['pause_turn', 'other'],
		['tired', 'other'],
	])('map stop reason %s to %s', (raw, reason) => {
		expect(toAnthropicFinish(raw)).toEqual({ type: 'finish', reason, raw });
	});

	it('finish once, with a refusal as content_filter', () => {
		expect(ofType(read('refusal.sse'), 'finish')).toEqual([
			{ type: 'finish', reason: 'content_filter', raw: 'refusal' },
		]);
	});

	it('finish as other when a server names no reason', () => {
		const events = fixtureEvents('text.sse').filter(({ type }) => type !== 'message_delta');
		expect(ofType(readAll(events), 'finish')).toEqual([{ type: 'finish', reason: 'other' }]);
	});

	it.each([5, true, ['x'], { x: 1 }])('yield no text and no name where the server sends %j', (odd) => {
		const events = [
			{ type: 'message_start', message: { model: odd, usage: odd } },
			{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: odd } },
			{ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: odd } },
			{ type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: odd, name: odd, input: {} } },
			{ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: odd } },
			{ type: 'message_delta', delta: { stop_reason: odd }, usage: odd },
			{ type: 'message_stop' },
		] as unknown as RawMessageStreamEvent[];
		expect(readAll(events)).toEqual([
			{ type: 'tool_call', index: 0, id: '', name: '', argumentsDelta: '' },
			{ type: 'finish', reason: 'other' },
		]);
	});
});

describe("Anthropic's stream", () => {
	it('goes on after an event that is no object', async () => {
		const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };
		const stop = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} };
		const sent = [null, 5, 'ping', [], text, null, stop, { type: 'message_stop' }];
		const response = new Response(sent.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
		const endpoint = { baseUrl: 'http://host', headers: {} };
		const attempt = openAttempt({ endpoint, signal: AbortSignal.timeout(10_000) }, { refine: refineAnthropicError });
		const events: ProviderEvent[] = [];
		for await (const event of readAnthropicAnswer(response, attempt)) events.push(event);
		expect(events).toEqual([
			{ type: 'text', text: 'Hi' },
			{ type: 'finish', reason: 'stop', raw: 'end_turn' },
		]);
	});
});
