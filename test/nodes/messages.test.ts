import { convertMessages } from '../../nodes/shared/convert-messages';
import { convertTools } from '../../nodes/shared/convert-tools';

describe("a conversation in OpenAI's shape", () => {
	it('becomes ours, with tool calls, their results and images', () => {
		const list = [
			{ role: 'developer', content: 'Be brief' },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'What is this?' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
					{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
				],
			},
			{
				role: 'assistant',
				content: null,
				tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"x":1}' } }],
			},
			{ role: 'tool', tool_call_id: 'c1', content: 'a cat' },
		];
		expect(convertMessages(list)).toEqual([
			{ role: 'system', text: 'Be brief' },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'What is this?' },
					{ type: 'image', mediaType: 'image/png', dataBase64: 'AAAA' },
					{ type: 'image_url', url: 'https://example.com/a.png' },
				],
			},
			{ role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{"x":1}' }] },
			{ role: 'tool', toolCallId: 'c1', toolName: 'look', text: 'a cat' },
		]);
	});

	it.each([
		[['x'], 'Messages: message 1 must be a JSON object with role and content'],
		[[{ role: 'user', content: '' }, { role: 'user' }], 'Messages: message 2 needs a content'],
		[[{ role: 'tool', content: 'x' }], "Messages: message 1 is a tool's result and needs tool_call_id"],
		[
			[{ role: 'assistant', tool_calls: [{ name: 'a' }] }],
			'Messages: message 1: each of its tool_calls needs an id and a name',
		],
		[[{ role: 'user', content: [{ type: 'audio' }] }], 'Messages: message 1: each part of its content is'],
	])('that is broken is refused by the place of its message', (list, sentence) => {
		expect(() => convertMessages(list)).toThrow(sentence);
	});
});

describe('tools', () => {
	it("are taken in our shape and in OpenAI's", () => {
		const parameters = { type: 'object', properties: { city: { type: 'string' } } };
		expect(
			convertTools([
				{ name: 'a', description: 'A', parameters },
				{ type: 'function', function: { name: 'b', parameters } },
				{ name: 'c' },
			]),
		).toEqual([
			{ name: 'a', description: 'A', parameters },
			{ name: 'b', description: undefined, parameters },
			{ name: 'c', description: undefined, parameters: { type: 'object', properties: {} } },
		]);
	});

	it.each([
		[[1], 'Tools: entry 1 must be a JSON object'],
		[[{ name: 'a' }, {}], 'Tools: entry 2 has no name'],
		[[{ name: 'a', parameters: 'x' }], 'Tools: the parameters of entry 1 must be a JSON schema'],
	])('that are broken are refused by their place', (list, sentence) => {
		expect(() => convertTools(list)).toThrow(sentence);
	});
});
