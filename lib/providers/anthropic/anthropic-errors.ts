import type { FailureKind } from '../../types/failure';
import type { Refinement } from '../http/classify';

/** Money: credit used up, or a spend limit that the organisation, its workspace or its contract has. */
const QUOTA = /credit balance is too low|spend(ing)? limit|usage limits?\b.*regain access|specified api usage limit/i;
/** `prompt is too long: 214315 tokens > 200000 maximum`, `input length and max_tokens exceed context limit: …`. */
const CONTEXT_WINDOW =
	/prompt is too long|exceeds? (the )?(context|maximum context)|context (limit|window)|too many (input )?tokens/i;
const CONTENT_POLICY = /content filtering policy|usage polic(y|ies)|violat\w+ .*polic(y|ies)/i;

/** Anthropic's error types, which also come as events inside a stream, where there is no status. */
const KIND_BY_TYPE: Readonly<Record<string, FailureKind>> = {
	authentication_error: 'access',
	permission_error: 'access',
	billing_error: 'quota',
	not_found_error: 'model_not_found',
	request_too_large: 'bad_request',
	rate_limit_error: 'rate_limited',
	api_error: 'server',
	timeout_error: 'server',
	overloaded_error: 'server',
	conflict_error: 'server',
	invalid_request_error: 'bad_request',
};

/**
 * What an error of Anthropic's means. `invalid_request_error` stands for many things, so its text decides first;
 * a status that the type does not explain (a gateway's 503) keeps its own meaning.
 * Source: https://platform.claude.com/docs/en/api/errors and error answers seen.
 */
export const refineAnthropicError: Refinement = ({ status, type, message }) => {
	const text = message ?? '';
	if (type === 'invalid_request_error' || type === 'rate_limit_error' || type === undefined) {
		if (isClientError(status) && QUOTA.test(text)) return 'quota';
	}
	if (type === 'invalid_request_error' || (type === undefined && status === 400)) {
		if (CONTEXT_WINDOW.test(text)) return 'context_window';
		if (CONTENT_POLICY.test(text)) return 'content_policy';
	}
	return type === undefined ? undefined : kindByType(type, status);
};

/** `invalid_request_error` is also used for 4xx statuses that have no type of their own: those say more. */
function kindByType(type: string, status: number | undefined): FailureKind | undefined {
	if (type === 'invalid_request_error' && status !== undefined && status !== 400) return undefined;
	return Object.hasOwn(KIND_BY_TYPE, type) ? KIND_BY_TYPE[type] : undefined;
}

function isClientError(status: number | undefined): boolean {
	return status === undefined || (status >= 400 && status < 500);
}
