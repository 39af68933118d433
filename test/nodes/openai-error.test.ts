import { ERROR_CODES, FAILURE_KINDS, RoutedLlmError, type Failure, type FailureKind } from '../../lib';
import { FieldFault } from '../../nodes/shared/field-fault';
import { InputFault } from '../../nodes/shared/input-fault';
import { toErrorReply } from '../../nodes/shared/openai/to-error-reply';

const failed = (kind: FailureKind, details: Partial<Failure> = {}) =>
	toErrorReply(
		new RoutedLlmError('all_failed', 'All failed', {
			failure: { kind, message: 'It failed', reached: true, ...details },
		}),
	);

describe("an error as OpenAI's API has it", () => {
	it('names the field of a bad request', () => {
		expect(toErrorReply(new FieldFault('n must be 1', 'n'))).toEqual({
			statusCode: 400,
			retryAfterSeconds: undefined,
			error: { message: 'n must be 1', type: 'invalid_request_error', param: 'n', code: null },
		});
	});

	it("lays a fault of the node's own settings on the server", () => {
		expect(toErrorReply(new InputFault('Group Name is empty'))).toMatchObject({
			statusCode: 500,
			error: { message: 'Group Name is empty', type: 'server_error', param: null },
		});
	});

	it('tells nothing of an error that is not ours', () => {
		expect(toErrorReply(new Error('ENOENT: /secret/place'))).toMatchObject({
			statusCode: 500,
			error: { message: 'The request failed inside the workflow; its execution in n8n says why' },
		});
	});

	it.each([
		['config', 500, null],
		['unknown_group', 404, 'model_not_found'],
		['invalid_request', 400, null],
		['no_deployment', 400, null],
		['all_failed', 503, null],
		['rejected', 503, null],
		['stream_cut', 503, null],
		['queue_timeout', 429, 'rate_limit_exceeded'],
		['unavailable', 429, 'rate_limit_exceeded'],
		['deadline', 504, null],
		['cancelled', 499, null],
		['internal', 500, null],
	] as const)('has for %s, without a failure that says more, the status %i', (code, statusCode, word) => {
		expect(toErrorReply(new RoutedLlmError(code, 'A sentence'))).toMatchObject({
			statusCode,
			error: { message: 'A sentence', code: word },
		});
		expect(ERROR_CODES).toHaveLength(12);
	});

	it.each([
		['connection', 503, null],
		['timeout_first_token', 504, null],
		['timeout_idle', 504, null],
		['timeout_attempt', 504, null],
		['server', 503, null],
		['rate_limited', 429, 'rate_limit_exceeded'],
		['quota', 429, 'insufficient_quota'],
		['access', 502, null],
		['model_not_found', 502, null],
		['context_window', 400, 'context_length_exceeded'],
		['content_policy', 400, 'content_filter'],
		['bad_request', 400, null],
		['unsupported', 400, null],
		['cancelled', 499, null],
		['deadline', 504, null],
	] as const)('has for attempts that end with %s the status %i', (kind, statusCode, code) => {
		expect(failed(kind)).toMatchObject({ statusCode, error: { code } });
		expect(FAILURE_KINDS).toHaveLength(15);
	});

	it('keeps the status of a request that is too large or cannot be processed', () => {
		expect(failed('bad_request', { status: 413 }).statusCode).toBe(413);
		expect(failed('bad_request', { status: 422 }).statusCode).toBe(422);
		expect(failed('bad_request', { status: 418 }).statusCode).toBe(400);
	});

	it('says when to try again, in whole seconds', () => {
		expect(failed('rate_limited', { retryAfterMs: 1_200 }).retryAfterSeconds).toBe(2);
		expect(toErrorReply(new RoutedLlmError('unavailable', 'Full', { retryAfterMs: 1 })).retryAfterSeconds).toBe(1);
		expect(toErrorReply(new RoutedLlmError('deadline', 'Too late', { retryAfterMs: 5_000 }))).toMatchObject({
			statusCode: 429,
			retryAfterSeconds: 5,
		});
	});
});
