import { joinPieces } from '../../../../lib/providers/http/join-pieces';
import type { ProviderEvent } from '../../../../lib/types';

const text = (piece: string): ProviderEvent => ({ type: 'text', text: piece });
const reasoning = (piece: string): ProviderEvent => ({ type: 'reasoning', text: piece });
const model: ProviderEvent = { type: 'served_model', model: 'm' };

describe('pieces of an answer that arrived together', () => {
	it('become one where they follow one another', () => {
		expect(joinPieces([model, text('Hel'), text('lo'), text('!')])).toEqual([model, text('Hello!')]);
	});

	it('keep their order, and text apart from reasoning', () => {
		const mixed = [reasoning('a'), reasoning('b'), text('c'), reasoning('d'), text('e'), text('f')];
		expect(joinPieces(mixed)).toEqual([reasoning('ab'), text('c'), reasoning('d'), text('ef')]);
	});

	it('are joined over nothing else: a tool call stays where it stands', () => {
		const call: ProviderEvent = { type: 'tool_call', index: 0, argumentsDelta: '{' };
		expect(joinPieces([text('a'), call, call, text('b')])).toEqual([text('a'), call, call, text('b')]);
	});

	it('leave what they are made of as it was', () => {
		const pieces = [text('a'), text('b')];
		joinPieces(pieces);
		expect(pieces).toEqual([text('a'), text('b')]);
	});
});
