import type { Refinement } from '../http/classify';
import type { ErrorAnswer } from '../http/error-answer';
import type { FailureKind } from '../../types/failure';

/** `error.code` and `error.type` as documented (platform.openai.com/docs/guides/error-codes) and as Azure and Groq use them. */
const BY_WORD: Readonly<Record<string, FailureKind>> = {
	insufficient_quota: 'quota',
	billing_hard_limit_reached: 'quota',
	billing_not_active: 'quota',
	context_length_exceeded: 'context_window',
	content_policy_violation: 'content_policy',
	content_filter: 'content_policy',
	model_not_found: 'model_not_found',
	rate_limit_exceeded: 'rate_limited',
	tokens_exceeded_error: 'context_window',
	unsupported_value: 'unsupported',
	unsupported_parameter: 'unsupported',
	unknown_parameter: 'unsupported',
};

/** For errors inside a stream, which have no status. */
const BY_TYPE_WITHOUT_STATUS: Readonly<Record<string, FailureKind>> = {
	rate_limit_error: 'rate_limited',
	invalid_request_error: 'bad_request',
	authentication_error: 'access',
	permission_error: 'access',
};

/** Reasoning models answer 400 `invalid_prompt` to what they take for a breach of policy, and to other prompts. */
const FLAGGED = /flagged|usage policy|content management policy|safety system/i;

const CONTEXT_WINDOW = /maximum context length|exceeds? the context window/i;

/** What an older model says of a field that it does not know; it gives no code. */
const UNSUPPORTED = /^unrecognized request arguments? supplied/i;

/** What OpenAI's error body says beyond the status. */
export const refineOpenAiError: Refinement = ({ status, message = '', type = '', code = '' }) => {
	const word = lookUp(BY_WORD, code) ?? lookUp(BY_WORD, type);
	if (word !== undefined) return word;
	if (code === 'invalid_prompt' && FLAGGED.test(message)) return 'content_policy';
	if (status === 400 && CONTEXT_WINDOW.test(message)) return 'context_window';
	if (status === 400 && UNSUPPORTED.test(message)) return 'unsupported';
	return status === undefined ? lookUp(BY_TYPE_WITHOUT_STATUS, type) : undefined;
};

function lookUp(table: Readonly<Record<string, FailureKind>>, word: string): FailureKind | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** A 400 or 422 that names the field anywhere in its body. */
export function refusesOpenAiField(answer: ErrorAnswer | undefined, field: RegExp): boolean {
	if (answer?.status !== 400 && answer?.status !== 422) return false;
	return field.test(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
}
