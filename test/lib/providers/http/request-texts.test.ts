import { requestTexts } from '../../../../lib/providers/http/request-texts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the texts of a request', () => {
	it('are those of every message, text files included', () => {
		const texts = requestTexts({
			model: 'm1',
			messages: [
				{ role: 'system', text: 'rules' },
				{
					role: 'user',
					content: [
						{ type: 'text', text: 'question' },
						{ type: 'image_url', url: 'https://picture' },
						{ type: 'file', mediaType: 'text/plain', fileName: 'a.txt', dataBase64: base64('content') },
						{ type: 'file', mediaType: 'application/pdf', fileName: 'b.pdf', dataBase64: base64('%PDF') },
						{ type: 'image', mediaType: 'image/png', dataBase64: base64('PNG') },
					],
				},
				{ role: 'assistant', text: 'half', toolCalls: [{ id: '1', name: 'look', arguments: '{"a":1}' }] },
				{ role: 'tool', toolCallId: '1', toolName: 'look', text: 'found' },
			],
			settings: {},
		});
		expect(texts).toEqual([
			'rules',
			'question',
			'https://picture',
			'a.txt',
			'content',
			'b.pdf',
			'half',
			'{"a":1}',
			'found',
		]);
	});

	it('are those of tools, schema, stop sequences and what is added to the body, without names and settings', () => {
		const texts = requestTexts({
			model: 'm1',
			messages: [],
			settings: {
				tools: [
					{
						name: 'merge',
						description: 'For the merger',
						parameters: { properties: { x: { description: 'Price' } }, required: ['x'] },
					},
				],
				responseSchema: { name: 'answer', schema: { description: 'Verdict' } },
				stop: ['END'],
				extraBody: { service_tier: 'auto', metadata: [{ note: 'for Mr X only' }] },
				chatCompletionsBody: { prediction: { content: 'What he will say' } },
			},
		});
		expect(texts).toEqual([
			'For the merger',
			'{"properties":{"x":{"description":"Price"}}}',
			'{"description":"Verdict"}',
			'END',
			'for Mr X only',
			'What he will say',
		]);
	});

	it('lack the name of the model, which an error may tell, unless it is short and a word', () => {
		expect(requestTexts({ model: 'a', messages: [{ role: 'system', text: 'banana' }], settings: {} })).toEqual([
			'banana',
		]);
		const messages = [{ role: 'system' as const, text: 'You are meta-llama/llama-3.3-70b-instruct.' }];
		expect(requestTexts({ model: 'meta-llama/llama-3.3-70b-instruct', messages, settings: {} })).toEqual([
			'You are  .',
		]);
	});
});
