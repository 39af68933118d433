import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { apiVersionHeader, requestHeaders, serverUrl } from '../../../../lib/providers/anthropic/anthropic-client';
import { toAnthropicRequest } from '../../../../lib/providers/anthropic/anthropic-request';
import type { ContentPart, GenerationSettings, Message } from '../../../../lib/types';

const hello: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
const request = (settings: GenerationSettings = {}, messages: Message[] = hello, model = 'claude-sonnet-4-6') =>
	toAnthropicRequest({ model, messages, settings }, transformJSONSchema);
const sent = (...content: ContentPart[]) => request({}, [{ role: 'user', content }]).messages[0]?.content;
const tool = {
	name: 'look',
	description: 'Looks',
	parameters: { properties: { at: { type: 'string' } }, required: ['at'] },
};

describe('a Messages request', () => {
	it('has the model, 4,096 tokens, the messages and a stream, and nothing that was not asked for', () => {
		expect(request()).toEqual({
			model: 'claude-sonnet-4-6',
			max_tokens: 4096,
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
			stream: true,
		});
	});

	it('takes system messages out of the conversation, wherever they stand', () => {
		const body = request({}, [
			{ role: 'system', text: 'Be brief.' },
			...hello,
			{ role: 'system', text: 'Be kind.' },
			{ role: 'system', text: ' ' },
		]);
		expect(body.system).toBe('Be brief.\n\nBe kind.');
		expect(body.messages).toHaveLength(1);
	});

	it('alternates: neighbours of one role become one turn, results of parallel calls with the text after them', () => {
		const body = request({}, [
			...hello,
			{ role: 'user', content: [{ type: 'text', text: 'Anyone?' }] },
			{
				role: 'assistant',
				text: 'Looking.',
				toolCalls: [
					{ id: 'a', name: 'look', arguments: '{"at":"sky"}' },
					{ id: 'b', name: 'look', arguments: '' },
				],
			},
			{ role: 'tool', toolCallId: 'a', toolName: 'look', text: 'blue' },
			{ role: 'tool', toolCallId: 'b', toolName: 'look', text: 'no such place', isError: true },
			{ role: 'user', content: [{ type: 'text', text: 'And?' }] },
		]);
		expect(body.messages).toEqual([
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Hello' },
					{ type: 'text', text: 'Anyone?' },
				],
			},
			{
				role: 'assistant',
				content: [
					{ type: 'text', text: 'Looking.' },
					{ type: 'tool_use', id: 'a', name: 'look', input: { at: 'sky' } },
					{ type: 'tool_use', id: 'b', name: 'look', input: {} },
				],
			},
			{
				role: 'user',
				content: [
					{ type: 'tool_result', tool_use_id: 'a', content: 'blue' },
					{ type: 'tool_result', tool_use_id: 'b', content: 'no such place', is_error: true },
					{ type: 'text', text: 'And?' },
				],
			},
		]);
	});

	it('leaves out empty texts, which the API refuses, but not empty tool results', () => {
		const body = request({}, [
			...hello,
			{ role: 'assistant', text: '' },
			{ role: 'user', content: [{ type: 'text', text: '\n' }] },
			{ role: 'tool', toolCallId: 'a', toolName: 'look', text: '' },
		]);
		expect(body.messages).toEqual([
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Hello' },
					{ type: 'tool_result', tool_use_id: 'a' },
				],
			},
		]);
	});

	it('makes ids of other providers fit, alike in call and result, and keeps broken arguments as text', () => {
		const body = request({}, [
			...hello,
			{ role: 'assistant', text: '', toolCalls: [{ id: 'functions.look:0', name: 'look', arguments: '{"at": "sk' }] },
			{ role: 'tool', toolCallId: 'functions.look:0', toolName: 'look', text: 'what?' },
		]);
		expect(body.messages.slice(1)).toEqual([
			{
				role: 'assistant',
				content: [
					{ type: 'tool_use', id: 'functions_look_0', name: 'look', input: { unparsed_arguments: '{"at": "sk' } },
				],
			},
			{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'functions_look_0', content: 'what?' }] },
		]);
	});

	it('sends images as base64 or by address, a data URL as what it holds', () => {
		expect(
			sent(
				{ type: 'image', mediaType: 'image/png', dataBase64: 'iVBO' },
				{ type: 'image', mediaType: 'image/jpg', dataBase64: '/9j/' },
				{ type: 'image_url', url: 'https://example.com/a.png' },
				{ type: 'image_url', url: 'data:image/gif;base64,R0lG' },
			),
		).toEqual([
			{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
			{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/' } },
			{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
			{ type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lG' } },
		]);
	});

	it('sends PDF and text files as documents', () => {
		expect(
			sent(
				{ type: 'file', mediaType: 'application/pdf', dataBase64: 'JVBE', fileName: 'bill.pdf' },
				{
					type: 'file',
					mediaType: 'text/csv',
					dataBase64: Buffer.from('a;b\n1;ü').toString('base64'),
					fileName: 'list.csv',
				},
			),
		).toEqual([
			{ type: 'document', title: 'bill.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
			{ type: 'document', title: 'list.csv', source: { type: 'text', media_type: 'text/plain', data: 'a;b\n1;ü' } },
		]);
	});

	it.each<ContentPart>([
		{ type: 'image', mediaType: 'image/tiff', dataBase64: 'AAAA' },
		{ type: 'file', mediaType: 'audio/mpeg', dataBase64: 'AAAA', fileName: 'song.mp3' },
	])('refuses $mediaType by name, before anything is sent', (part) => {
		const { mediaType } = part as { mediaType: string };
		expect(() => sent(part)).toThrow(
			expect.objectContaining({
				failure: { kind: 'unsupported', message: expect.stringContaining(mediaType) as string, reached: false },
			}),
		);
	});

	it('has stop sequences, a temperature up to 1, and no seed', () => {
		expect(request({ stop: ['END', '\n'], temperature: 1.7, seed: 7, maxOutputTokens: 50 })).toMatchObject({
			stop_sequences: ['END'],
			temperature: 1,
			max_tokens: 50,
		});
		expect(request({ seed: 7, stop: [] })).toEqual(request());
	});

	it('has sampling parameters as far as the model knows them', () => {
		const both = { temperature: 0.2, topP: 0.9 };
		expect(request(both, hello, 'claude-3-5-sonnet-20241022')).toMatchObject({ temperature: 0.2, top_p: 0.9 });
		expect(request(both, hello, 'claude-sonnet-4-5')).not.toHaveProperty('top_p');
		expect(request({ topP: 0.9 }, hello, 'claude-sonnet-4-5')).toHaveProperty('top_p', 0.9);
		expect(request(both, hello, 'claude-opus-5-5')).toEqual(request({}, hello, 'claude-opus-5-5'));
	});

	it('has tools and every choice of them; a choice without tools is left out', () => {
		expect(request({ tools: [tool], toolChoice: 'auto' })).toMatchObject({
			tools: [
				{
					name: 'look',
					description: 'Looks',
					input_schema: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] },
				},
			],
			tool_choice: { type: 'auto' },
		});
		expect(request({ tools: [tool], toolChoice: 'none' }).tool_choice).toEqual({ type: 'none' });
		expect(request({ tools: [tool], toolChoice: 'required' }).tool_choice).toEqual({ type: 'any' });
		expect(request({ tools: [tool], toolChoice: { name: 'look' } }).tool_choice).toEqual({
			type: 'tool',
			name: 'look',
		});
		expect(request({ tools: [], toolChoice: 'required' })).toEqual(request());
	});

	it('asks for JSON in a schema that structured outputs accept', () => {
		const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] };
		expect(request({ responseSchema: { name: 'person', schema } }).output_config).toEqual({
			format: {
				type: 'json_schema',
				schema: {
					type: 'object',
					properties: { age: { type: 'integer', description: '{minimum: 0}' } },
					required: ['age'],
					additionalProperties: false,
				},
			},
		});
	});

	it('refuses a schema without types, before anything is sent', () => {
		expect(() => request({ responseSchema: { name: 'any', schema: {} } })).toThrow(
			expect.objectContaining({ failure: expect.objectContaining({ kind: 'unsupported', reached: false }) as unknown }),
		);
	});

	it('lays extraBody over the rest, merges output_config, and stays a stream of its model', () => {
		const body = request({
			temperature: 0.1,
			reasoningEffort: 'low',
			extraBody: {
				model: 'claude-opus-4-8',
				metadata: { user_id: 'u1' },
				max_tokens: 9,
				output_config: { effort: 'max' },
				stream: false,
			},
			responseSchema: { name: 'text', schema: { type: 'string' } },
		});
		expect(body).toMatchObject({
			metadata: { user_id: 'u1' },
			max_tokens: 9,
			output_config: { effort: 'max', format: { type: 'json_schema', schema: { type: 'string' } } },
			model: request({}).model,
			stream: true,
		});
	});
});

describe('reasoning effort', () => {
	const effort = (settings: GenerationSettings, model?: string, messages?: Message[]) =>
		request({ reasoningEffort: 'medium', ...settings }, messages, model);

	it('is adaptive thinking with an effort where the model thinks adaptively, without sampling parameters', () => {
		expect(effort({ temperature: 0.2 })).toEqual({
			...request(),
			max_tokens: 4096 + 10_000,
			thinking: { type: 'adaptive', display: 'summarized' },
			output_config: { effort: 'medium' },
		});
		expect(effort({ reasoningEffort: 'minimal' }).output_config).toEqual({ effort: 'low' });
	});

	it('is a budget where the model knows no effort, with room for the answer', () => {
		expect(effort({}, 'claude-haiku-4-5')).toMatchObject({
			max_tokens: 4096 + 10_000,
			thinking: { type: 'enabled', budget_tokens: 10_000 },
		});
		expect(effort({ maxOutputTokens: 6_000 }, 'claude-haiku-4-5')).toMatchObject({
			max_tokens: 6_000,
			thinking: { type: 'enabled', budget_tokens: 3_000 },
		});
		expect(effort({ maxOutputTokens: 2_000 }, 'claude-haiku-4-5')).not.toHaveProperty('thinking');
	});

	it('is left out where the model cannot think', () => {
		expect(effort({}, 'claude-3-5-haiku-20241022')).not.toHaveProperty('thinking');
		expect(effort({}, 'kimi-k2')).toEqual(request({}, hello, 'kimi-k2'));
	});

	it('does not switch thinking on beside a forced tool, nor with a budget amid a tool loop', () => {
		expect(effort({ tools: [tool], toolChoice: 'required' })).not.toHaveProperty('thinking');
		expect(effort({ tools: [tool], toolChoice: 'auto' })).toHaveProperty('thinking');
		const loop: Message[] = [
			...hello,
			{ role: 'assistant', text: '', toolCalls: [{ id: 'a', name: 'look', arguments: '{}' }] },
			{ role: 'tool', toolCallId: 'a', toolName: 'look', text: 'blue' },
		];
		expect(effort({ tools: [tool] }, 'claude-haiku-4-5', loop)).not.toHaveProperty('thinking');
		expect(effort({ tools: [tool] }, 'claude-opus-4-6', loop)).toHaveProperty('thinking');
	});
});

describe('the connection', () => {
	const endpoint = { baseUrl: 'https://api.anthropic.com', apiKey: 'k', headers: {} };

	it('takes an address with or without /v1', () => {
		expect(serverUrl({ ...endpoint, baseUrl: 'https://proxy.example/claude/v1' })).toBe('https://proxy.example/claude');
		expect(serverUrl(endpoint)).toBe('https://api.anthropic.com');
	});

	it('asks for the version with sampling parameters only when the body has one and the user names none', () => {
		expect(apiVersionHeader(request({ temperature: 0 }), endpoint)).toEqual({ 'anthropic-version': '2023-06-01' });
		expect(apiVersionHeader(request({ extraBody: { top_k: 5 } }), endpoint)).toEqual({
			'anthropic-version': '2023-06-01',
		});
		expect(apiVersionHeader(request(), endpoint)).toEqual({});
		const own = { ...endpoint, headers: { 'Anthropic-Version': '2026-10-21' } };
		expect(apiVersionHeader(request({ temperature: 0 }), own)).toEqual({});
	});

	it('gives the key in the older header too, but not to Anthropic', () => {
		expect(requestHeaders(endpoint)).not.toHaveProperty('x-api-key');
		expect(requestHeaders({ ...endpoint, baseUrl: 'http://localhost:4000' })).toHaveProperty('x-api-key', 'k');
		const own = { ...endpoint, baseUrl: 'http://localhost:4000', headers: { 'X-Api-Key': 'mine' } };
		expect(requestHeaders(own)).toHaveProperty('x-api-key', 'mine');
	});
});
