import { AnswerBuilder } from '../../../lib/router/answer-builder';
import { TextPieces } from '../../../lib/router/text-pieces';

describe('a text in pieces', () => {
	it.each([
		['tiny', Array.from({ length: 5_000 }, (_, at) => String(at % 10))],
		['large', Array.from({ length: 20 }, (_, at) => String(at % 10).repeat(30_000))],
		['mixed', Array.from({ length: 5_000 }, (_, at) => String(at % 10).repeat(at % 100 === 0 ? 20_000 : 1))],
	])('is what they are one after another (%s)', (_, pieces) => {
		const text = new TextPieces();
		expect(text.isEmpty).toBe(true);
		for (const piece of pieces) text.add(piece);
		expect(String(text)).toBe(pieces.join(''));
		expect(text.isEmpty).toBe(false);
		text.clear();
		expect(String(text)).toBe('');
		expect(text.isEmpty).toBe(true);
	});
});

describe('an answer that is being built', () => {
	it('keeps 256 characters of the name of the model that served', () => {
		const answer = new AnswerBuilder();
		answer.add({ type: 'served_model', model: 'm'.repeat(20_000_000) });
		expect(answer.servedModel).toBe('m'.repeat(256));
	});

	it('is there at any moment, whatever came in however many pieces', () => {
		const answer = new AnswerBuilder();
		for (let count = 0; count < 200_000; count++) {
			answer.add({ type: 'text', text: 'ab' });
			answer.add({ type: 'reasoning', text: 'c' });
			answer.add({ type: 'tool_call', index: count % 1_000, argumentsDelta: 'd' });
		}
		expect(answer.text).toBe('ab'.repeat(200_000));
		expect(answer.reasoning).toBe('c'.repeat(200_000));
		expect(answer.toolCalls).toHaveLength(1_000);
		expect(answer.toolCalls[999]).toEqual({ id: '', name: '', arguments: 'd'.repeat(200) });
	});
});
