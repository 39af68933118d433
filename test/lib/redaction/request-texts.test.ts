import { namesOf, requestTexts } from '../../../lib/redaction/request-texts';

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
		expect(texts).toEqual(['For the merger', 'Price', 'Verdict', 'END', 'for Mr X only', 'What he will say']);
	});

	it('are those of a schema but for its types, references and lists of what is required', () => {
		const schema = {
			type: 'object',
			required: ['type'],
			properties: {
				type: { type: ['string', 'null'], enum: ['secret one'] },
				required: { $ref: '#/x', default: 'two' },
			},
		};
		const settings = { responseSchema: { name: 'answer', schema } };
		expect(requestTexts({ model: 'm1', messages: [], settings })).toEqual(['secret one', 'two']);
	});

	it('may be nested without end', () => {
		let nested: unknown = 'deep, deep, deep, deep down';
		for (let depth = 0; depth < 200_000; depth++) nested = depth % 2 === 0 ? [nested] : { a: nested };
		const settings = { extraBody: { nested }, tools: [] };
		expect(requestTexts({ model: 'm1', messages: [], settings })).toEqual(['deep, deep, deep, deep down']);
		expect(namesOf({ model: 'm1', messages: [], settings })).toEqual(new Set(['m1', 'nested', 'a']));
	});
});

describe('the names of a request', () => {
	it('are those of its model, tools and fields, word by word', () => {
		const settings = {
			tools: [{ name: 'find_Invoice', parameters: { properties: { dueDate: {} } } }],
			responseSchema: { name: 'verdict', schema: { properties: { guilty: { type: 'boolean' } } } },
			extraBody: { options: [{ num_ctx: 4096 }] },
		};
		const names = namesOf({ model: 'meta-llama/llama-3.3', messages: [], settings });
		expect([...names].sort()).toEqual([
			'3',
			'ctx',
			'duedate',
			'find',
			'guilty',
			'invoice',
			'llama',
			'meta',
			'num',
			'options',
			'properties',
			'type',
			'verdict',
		]);
	});
});
