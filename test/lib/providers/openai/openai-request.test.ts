import type { GenerationSettings, Message } from '../../../../lib/types/chat';
import { toOpenAiRequest } from '../../../../lib/providers/openai/openai-request';

const HELLO: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };
const PDF = Buffer.from('%PDF-').toString('base64');

const request = (settings: GenerationSettings = {}, messages: Message[] = [HELLO]) =>
	toOpenAiRequest('gpt-4.1', messages, settings, {
		maxTokensField: 'max_completion_tokens',
		includeUsage: true,
	});

describe('chat completion request', () => {
	it('holds nothing that was not asked for', () => {
		expect(request()).toEqual({
			model: 'gpt-4.1',
			messages: [{ role: 'user', content: 'Hello' }],
			stream: true,
			stream_options: { include_usage: true },
		});
	});

	it("holds every setting under OpenAI's name", () => {
		const settings: GenerationSettings = {
			temperature: 0,
			topP: 0.5,
			frequencyPenalty: -1,
			presencePenalty: 0,
			maxOutputTokens: 100,
			stop: ['END'],
			seed: 0,
			reasoningEffort: 'low',
			tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } }],
			toolChoice: { name: 'look' },
		};
		expect(request(settings)).toMatchObject({
			temperature: 0,
			top_p: 0.5,
			frequency_penalty: -1,
			presence_penalty: 0,
			max_completion_tokens: 100,
			stop: ['END'],
			seed: 0,
			reasoning_effort: 'low',
			tools: [
				{
					type: 'function',
					function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } },
				},
			],
			tool_choice: { type: 'function', function: { name: 'look' } },
		});
	});

	it('leaves out a tool choice without tools, and empty lists', () => {
		expect(request({ tools: [], toolChoice: 'required', stop: [] })).toEqual(request());
	});

	it('asks for some JSON object, or for one of a schema where there is one', () => {
		const schema = { type: 'object' };
		expect(request({ jsonObject: true }).response_format).toEqual({ type: 'json_object' });
		expect(request({ jsonObject: true, responseSchema: { name: 'x', schema } }).response_format).toMatchObject({
			type: 'json_schema',
		});
	});

	it('holds more fields of the protocol, under the extra body', () => {
		const chatCompletionsBody = { logit_bias: { 50256: -100 }, verbosity: 'low' };
		expect(request({ chatCompletionsBody, extraBody: { verbosity: 'high' } })).toMatchObject({
			logit_bias: { 50256: -100 },
			verbosity: 'high',
		});
	});

	it('lets extra body fields win', () => {
		expect(request({ temperature: 1, extraBody: { temperature: 0.2, service_tier: 'flex' } })).toMatchObject({
			temperature: 0.2,
			service_tier: 'flex',
		});
	});

	it('lets none take the place of the model or the stream', () => {
		const extraBody = { model: 'gpt-5-pro', stream: false, stream_options: {} };
		expect(request({ extraBody })).toEqual(request());
	});

	it('speaks in the words of the dialect', () => {
		const dialect = { maxTokensField: 'max_tokens', includeUsage: false } as const;
		const body = toOpenAiRequest('m', [HELLO], { maxOutputTokens: 7 }, dialect);
		expect(body).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: true, max_tokens: 7 });
	});

	it('asks for strict JSON only where the schema fits strict mode, under an allowed name', () => {
		const closed = {
			type: 'object',
			properties: { a: { type: 'string' } },
			required: ['a'],
			additionalProperties: false,
		};
		const open = { type: 'object', properties: { a: { type: 'string' } } };
		expect(request({ responseSchema: { name: 'My answer!', schema: closed } }).response_format).toEqual({
			type: 'json_schema',
			json_schema: { name: 'My_answer_', schema: closed, strict: true },
		});
		expect(request({ responseSchema: { name: 'x', schema: open } }).response_format).toEqual({
			type: 'json_schema',
			json_schema: { name: 'x', schema: open },
		});
	});

	it.each([
		['an open object inside', { items: { type: 'array', items: { type: 'object', properties: {} } } }],
		[
			'an optional property inside',
			{ inner: { type: 'object', properties: { b: {} }, required: [], additionalProperties: false } },
		],
		['a keyword strict mode does not know', { a: { allOf: [] } }],
	])('asks for no strict JSON with %s', (_, properties) => {
		const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
		expect(request({ responseSchema: { name: 'x', schema } }).response_format).not.toHaveProperty('json_schema.strict');
	});

	it('carries a whole conversation with tools', () => {
		const messages: Message[] = [
			{ role: 'system', text: 'Be brief.' },
			HELLO,
			{
				role: 'assistant',
				text: '',
				toolCalls: [
					{ id: 'call_1', name: 'look', arguments: '{"at":"sky"}' },
					{ id: 'call_2', name: 'now', arguments: '' },
				],
			},
			{ role: 'tool', toolCallId: 'call_1', toolName: 'look', text: 'blue' },
			{ role: 'tool', toolCallId: 'call_2', toolName: 'now', text: 'no clock', isError: true },
			{ role: 'assistant', text: 'Blue.' },
		];
		expect(request({}, messages).messages).toEqual([
			{ role: 'system', content: 'Be brief.' },
			{ role: 'user', content: 'Hello' },
			{
				role: 'assistant',
				content: null,
				tool_calls: [
					{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } },
					{ id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } },
				],
			},
			{ role: 'tool', tool_call_id: 'call_1', content: 'blue' },
			{ role: 'tool', tool_call_id: 'call_2', content: 'Error: no clock' },
			{ role: 'assistant', content: 'Blue.' },
		]);
	});

	it('carries images, PDFs and text files', () => {
		const content: Extract<Message, { role: 'user' }>['content'] = [
			{ type: 'text', text: 'Look' },
			{ type: 'image', mediaType: 'image/png', dataBase64: 'iVBO' },
			{ type: 'image_url', url: 'https://example.com/a.png' },
			{ type: 'file', mediaType: 'application/pdf', dataBase64: PDF, fileName: 'a.pdf' },
			{ type: 'file', mediaType: 'text/csv', dataBase64: Buffer.from('a;ü').toString('base64'), fileName: 'a.csv' },
		];
		expect(request({}, [{ role: 'user', content }]).messages[0]?.content).toEqual([
			{ type: 'text', text: 'Look' },
			{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
			{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
			{ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } },
			{ type: 'text', text: 'a.csv:\na;ü' },
		]);
	});
});
