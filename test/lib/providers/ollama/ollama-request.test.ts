import { toOllamaRequest } from '../../../../lib/providers/ollama/ollama-request';
import type { ContentPart, GenerationSettings, Message } from '../../../../lib/types';

const hello: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
const request = (settings: GenerationSettings = {}, messages: Message[] = hello) =>
	toOllamaRequest({ model: 'llama3.2', messages, settings });
const sent = (...content: ContentPart[]) => request({}, [{ role: 'user', content }]).messages[0];
const tools = [
	{ name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } },
	{ name: 'hear', parameters: { type: 'object' } },
];

describe('an Ollama chat request', () => {
	it('has the model, the messages and a stream, and nothing that was not asked for', () => {
		expect(request()).toEqual({ model: 'llama3.2', messages: [{ role: 'user', content: 'Hello' }], stream: true });
	});

	it('has every role, tool calls as objects, and results with the name of their tool', () => {
		const body = request({}, [
			{ role: 'system', text: 'Be brief.' },
			...hello,
			{ role: 'assistant', text: '', toolCalls: [{ id: 'a', name: 'look', arguments: '{"at":"sky"}' }] },
			{ role: 'tool', toolCallId: 'a', toolName: 'look', text: 'blue' },
			{ role: 'assistant', text: 'Blue.' },
		]);
		expect(body.messages).toEqual([
			{ role: 'system', content: 'Be brief.' },
			{ role: 'user', content: 'Hello' },
			{
				role: 'assistant',
				content: '',
				tool_calls: [{ id: 'a', function: { name: 'look', arguments: { at: 'sky' } } }],
			},
			{ role: 'tool', content: 'blue', tool_name: 'look', tool_call_id: 'a' },
			{ role: 'assistant', content: 'Blue.' },
		]);
	});

	it('keeps broken arguments of an earlier call as text', () => {
		const toolCalls = [
			{ id: 'a', name: 'look', arguments: '{"at": "sk' },
			{ id: 'b', name: 'hear', arguments: '' },
		];
		expect(request({}, [{ role: 'assistant', text: '', toolCalls }]).messages[0]?.tool_calls).toMatchObject([
			{ function: { arguments: { unparsed_arguments: '{"at": "sk' } } },
			{ function: { arguments: {} } },
		]);
	});

	it('sends images beside the text, a data URL as what it holds', () => {
		expect(
			sent(
				{ type: 'text', text: 'Compare' },
				{ type: 'image', mediaType: 'image/png', dataBase64: 'iVBO' },
				{ type: 'image_url', url: 'data:image/gif;base64,R0lG' },
				{ type: 'file', mediaType: 'image/webp', dataBase64: 'UklG', fileName: 'a.webp' },
				{ type: 'text', text: 'these' },
			),
		).toEqual({ role: 'user', content: 'Compare\nthese', images: ['iVBO', 'R0lG', 'UklG'] });
	});

	it.each<[string, ContentPart]>([
		['image_url', { type: 'image_url', url: 'https://example.com/a.png' }],
		['application/pdf', { type: 'file', mediaType: 'application/pdf', dataBase64: 'JVBE', fileName: 'bill.pdf' }],
	])('refuses %s by name, before anything is sent', (name, part) => {
		expect(() => sent(part)).toThrow(
			expect.objectContaining({
				failure: { kind: 'unsupported', message: expect.stringContaining(name) as string, reached: false },
			}),
		);
	});

	it('has the options that were set', () => {
		const penalties = { frequencyPenalty: 0.5, presencePenalty: -1 };
		expect(
			request({ temperature: 0, topP: 0.9, ...penalties, maxOutputTokens: 50, stop: ['END'], seed: 7 }).options,
		).toEqual({
			temperature: 0,
			top_p: 0.9,
			frequency_penalty: 0.5,
			presence_penalty: -1,
			num_predict: 50,
			stop: ['END'],
			seed: 7,
		});
	});

	it('has the JSON schema as format, and the effort as think', () => {
		const schema = { type: 'object', properties: { age: { type: 'integer' } } };
		expect(request({ responseSchema: { name: 'person', schema }, reasoningEffort: 'high' })).toMatchObject({
			format: schema,
			think: 'high',
		});
		expect(request({ jsonObject: true }).format).toBe('json');
		expect(request({ reasoningEffort: 'minimal' }).think).toBe('low');
	});

	it('offers tools, none when none may be used, and one when one is named', () => {
		expect(request({ tools, toolChoice: 'auto' }).tools).toEqual([
			{
				type: 'function',
				function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } },
			},
			{ type: 'function', function: { name: 'hear', parameters: { type: 'object' } } },
		]);
		expect(request({ tools, toolChoice: 'none' })).not.toHaveProperty('tools');
		expect(request({ tools, toolChoice: { name: 'hear' } }).tools).toHaveLength(1);
	});

	it('is not told of what only chat completions know', () => {
		expect(request({ chatCompletionsBody: { logit_bias: {} } })).toEqual(request());
	});

	it('lays extraBody over the rest, merges its options, and stays a stream of its model', () => {
		const extraBody = {
			model: 'gpt-oss:120b-cloud',
			keep_alive: '1h',
			think: false,
			stream: false,
			options: { num_ctx: 8192, seed: 1 },
		};
		expect(request({ temperature: 0.2, seed: 7, reasoningEffort: 'low', extraBody })).toEqual({
			...request(),
			keep_alive: '1h',
			think: false,
			options: { temperature: 0.2, seed: 1, num_ctx: 8192 },
		});
	});
});
