import {
	estimateInputTokens,
	estimateOutputTokens,
	estimateTextTokens,
	UNSET_OUTPUT_TOKENS,
} from '../../../lib/policy/token-estimate';
import type { ContentPart } from '../../../lib/types/chat';

const user = (...content: ContentPart[]) => ({ role: 'user' as const, content });
const text = (words: string): ContentPart => ({ type: 'text', text: words });

describe('the estimate of a text', () => {
	it.each([
		['', 1],
		['abcd', 1],
		['abcde', 2],
		['a'.repeat(4_000), 1_000],
		// Three bytes a character: other scripts have more tokens a character.
		['日本語の文', 4],
		['ÄÖÜß', 2],
	])('of %p', (words, tokens) => {
		expect(estimateTextTokens(words)).toBe(tokens);
	});
});

describe('the estimate of a request', () => {
	it('counts every message and what stands around it', () => {
		expect(estimateInputTokens([])).toBe(0);
		expect(estimateInputTokens([{ role: 'system', text: 'a'.repeat(40) }, user(text('a'.repeat(80)))])).toBe(
			4 + 10 + 4 + 20,
		);
		expect(estimateInputTokens([{ role: 'tool', toolCallId: '1', toolName: 'look', text: 'a'.repeat(8) }])).toBe(4 + 2);
	});

	it('counts tool calls of earlier turns and the tools on offer', () => {
		const turn = {
			role: 'assistant' as const,
			text: '',
			toolCalls: [{ id: '1', name: 'look', arguments: '{"at":"sky"}' }],
		};
		expect(estimateInputTokens([turn])).toBe(4 + 4);
		const tools = [{ name: 'look', description: 'd'.repeat(400), parameters: { type: 'object' } }];
		expect(estimateInputTokens([turn], tools)).toBeGreaterThan(4 + 4 + 100);
	});

	it('counts an image by the piece, not by its bytes', () => {
		const image: ContentPart = { type: 'image', mediaType: 'image/png', dataBase64: 'A'.repeat(1_000_000) };
		const linked: ContentPart = { type: 'image_url', url: 'https://example.com/a.png' };
		expect(estimateInputTokens([user(image)])).toBe(4 + 1_000);
		expect(estimateInputTokens([user(linked, image)])).toBe(4 + 2_000);
	});

	it('counts a text file by its bytes and a PDF by a tenth of them', () => {
		const file = (mediaType: string): ContentPart => ({
			type: 'file',
			mediaType,
			fileName: 'f',
			dataBase64: 'A'.repeat(16_000),
		});
		expect(estimateInputTokens([user(file('text/plain'))])).toBe(4 + 3_000);
		expect(estimateInputTokens([user(file('application/pdf'))])).toBe(4 + 300);
	});
});

describe('the estimate of an answer', () => {
	it('is 0 for an empty one and counts text and tool calls', () => {
		expect(estimateOutputTokens('', [])).toBe(0);
		expect(estimateOutputTokens('a'.repeat(40), [])).toBe(10);
		expect(estimateOutputTokens('', [{ id: '1', name: 'look', arguments: '{}' }])).toBe(2);
	});

	it('reserves 1,024 where no maximum is set', () => {
		expect(UNSET_OUTPUT_TOKENS).toBe(1_024);
	});
});
