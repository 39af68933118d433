import { refineAnthropicError } from '../../../../lib/providers/anthropic/anthropic-errors';
import { classifyAnswer } from '../../../../lib/providers/http/classify';
import { errorDetail } from '../../../../lib/providers/http/error-answer';
import { fixture } from './fixture';

interface Sample {
	status: number;
	kind: string;
	type: string;
	message: string;
}

const samples = JSON.parse(fixture('errors.json')) as Sample[];
const kindOf = (status: number | undefined, body: unknown) =>
	classifyAnswer(status, errorDetail(body), refineAnthropicError);

describe('Anthropic errors', () => {
	it.each(samples)('$status $type is $kind: $message', ({ status, kind, type, message }) => {
		expect(kindOf(status, { type: 'error', error: { type, message } })).toBe(kind);
	});

	it.each(samples)('$type inside a stream, without a status, is $kind: $message', ({ kind, type, message }) => {
		expect(kindOf(undefined, { type: 'error', error: { type, message } })).toBe(kind);
	});

	it('go by the status when the type says nothing', () => {
		expect(kindOf(503, '<html>Service Unavailable</html>')).toBe('server');
		expect(kindOf(422, { type: 'error', error: { type: 'invalid_request_error', message: 'no' } })).toBe('bad_request');
		expect(kindOf(418, { type: 'error', error: { type: 'yet_unknown_error', message: 'no' } })).toBe('bad_request');
		expect(kindOf(undefined, { type: 'error', error: { type: 'yet_unknown_error', message: 'no' } })).toBe('server');
	});

	it.each(['constructor', '__proto__', 'toString'])('take a type called %s for an unknown one', (type) => {
		expect(kindOf(400, { type: 'error', error: { type, message: 'no' } })).toBe('bad_request');
		expect(kindOf(undefined, { type: 'error', error: { type, message: 'no' } })).toBe('server');
	});

	it('read a gateway error without a type by its text', () => {
		expect(kindOf(400, { message: 'prompt is too long: 214315 tokens > 200000 maximum' })).toBe('context_window');
	});

	it('do not take a server error that quotes money for exhausted quota', () => {
		expect(kindOf(500, { message: 'could not read the spend limit' })).toBe('server');
	});
});
