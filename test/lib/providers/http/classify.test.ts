import { classifyStatus, failureFromAnswer } from '../../../../lib/providers/http/classify';
import { confidentialOf } from '../../../../lib/redaction/redact';

const endpoint = { baseUrl: 'https://provider.test/v1', headers: {} };
const context = { confidential: confidentialOf(endpoint), nowMs: 0 };

describe('classification by status', () => {
	it.each([
		[408, 'server'],
		[500, 'server'],
		[502, 'server'],
		[503, 'server'],
		[504, 'server'],
		[529, 'server'],
		[429, 'rate_limited'],
		[402, 'quota'],
		[401, 'access'],
		[403, 'access'],
		[404, 'model_not_found'],
		[405, 'model_not_found'],
		[301, 'model_not_found'],
		[307, 'model_not_found'],
		[400, 'bad_request'],
		[413, 'bad_request'],
		[422, 'bad_request'],
		[418, 'bad_request'],
		[409, 'server'],
		[204, 'server'],
	] as const)('%i is %s', (status, kind) => {
		expect(classifyStatus(status)).toBe(kind);
	});
});

describe('failure of an error answer', () => {
	it('says status, code and message in one sentence', () => {
		const body = { error: { message: 'Too many.', type: 'tokens', code: 'rate_limit_exceeded' } };
		expect(failureFromAnswer({ status: 429, body }, context)).toEqual({
			kind: 'rate_limited',
			message: 'The provider answered 429 (rate_limit_exceeded): Too many.',
			status: 429,
			reached: true,
		});
	});

	it('does without a body', () => {
		expect(failureFromAnswer({ status: 503 }, context).message).toBe('The provider answered 503');
	});

	it("takes an error without a status for the server's, unless its body has one", () => {
		expect(failureFromAnswer({ body: { error: 'CUDA error' } }, context)).toEqual({
			kind: 'server',
			message: 'The provider broke off with an error: CUDA error',
			reached: true,
		});
		expect(failureFromAnswer({ body: { error: { code: 429, message: 'slow down' } } }, context).kind).toBe(
			'rate_limited',
		);
	});

	it("asks the provider's own reading first", () => {
		const refine = () => 'quota' as const;
		expect(failureFromAnswer({ status: 400 }, { ...context, refine }).kind).toBe('quota');
	});

	it('reads Retry-After against the given time', () => {
		const headers = new Headers({ 'retry-after': 'Thu, 01 Jan 1970 00:00:30 GMT' });
		expect(failureFromAnswer({ status: 429, headers }, { ...context, nowMs: 10_000 }).retryAfterMs).toBe(20_000);
	});

	it('never shows an echoed input of FastAPI, nor a web page', () => {
		const body = { detail: [{ msg: 'Field required', input: { messages: 'planted' } }, { msg: 'Too short' }] };
		expect(failureFromAnswer({ status: 422, body }, context).message).toBe(
			'The provider answered 422: Field required; Too short',
		);
		expect(failureFromAnswer({ status: 502, body: '<html>planted</html>' }, context).message).not.toContain('planted');
	});
});
