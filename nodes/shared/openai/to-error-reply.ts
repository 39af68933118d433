import type { ErrorCode, FailureKind, RoutedLlmError } from '../../../lib';
import { FieldFault } from '../field-fault';
import { InputFault } from '../input-fault';
import { isRoutedLlmError } from '../to-node-error';

/** What the client of an OpenAI-compatible endpoint is told of a failure. */
export interface ErrorReply {
	statusCode: number;
	/** For the header Retry-After. */
	retryAfterSeconds?: number;
	/** `error` in the body, as OpenAI writes it. */
	error: { message: string; type: string; param: string | null; code: string | null };
}

type Kind = Pick<ErrorReply, 'statusCode'> & Omit<ErrorReply['error'], 'message' | 'param'> & { param?: string };

const refusal = (code: string | null = null, param?: string): Kind => ({
	statusCode: 400,
	type: 'invalid_request_error',
	code,
	param,
});
const trouble = (statusCode: number): Kind => ({ statusCode, type: 'server_error', code: null });
const RATE_LIMITED: Kind = { statusCode: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };
const NO_SUCH_MODEL: Kind = { ...refusal('model_not_found', 'model'), statusCode: 404 };

/**
 * By the failure that decided. A key that a provider refuses, or a model that it lacks, is for the owner of the workflow to
 * mend: 502, since 401 and 404 would tell the client to change its own key or model.
 */
const BY_FAILURE: Readonly<Record<FailureKind, Kind>> = {
	connection: trouble(503),
	server: trouble(503),
	timeout_first_token: trouble(504),
	timeout_idle: trouble(504),
	timeout_attempt: trouble(504),
	rate_limited: RATE_LIMITED,
	quota: { statusCode: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
	access: trouble(502),
	model_not_found: trouble(502),
	context_window: refusal('context_length_exceeded', 'messages'),
	content_policy: refusal('content_filter', 'messages'),
	bad_request: refusal(),
	unsupported: refusal(),
	cancelled: trouble(499),
	deadline: trouble(504),
};

/** By the call's end; undefined: the failure that decided says more. */
const BY_CODE: Readonly<Record<ErrorCode, Kind | undefined>> = {
	config: trouble(500),
	unknown_group: NO_SUCH_MODEL,
	invalid_request: refusal(null, 'messages'),
	no_deployment: undefined,
	all_failed: undefined,
	rejected: undefined,
	stream_cut: undefined,
	queue_timeout: RATE_LIMITED,
	unavailable: RATE_LIMITED,
	deadline: trouble(504),
	cancelled: trouble(499),
	internal: trouble(500),
};

/** Bad requests whose status says more than 400: too large, and well-formed but not to be processed. */
const KEPT_STATUSES: readonly unknown[] = [413, 422];

/** Of errors that are not our own the client learns nothing: they may tell of the workflow's insides. */
const UNKNOWN = 'The request failed inside the workflow; its execution in n8n says why';

export function toErrorReply(error: unknown): ErrorReply {
	if (isRoutedLlmError(error)) return toReply(kindOf(error), error.message, retryAfterSeconds(error));
	if (error instanceof FieldFault) return toReply({ ...refusal(), param: error.field }, error.message);
	return toReply(trouble(500), error instanceof InputFault ? error.message : UNKNOWN);
}

function toReply({ statusCode, type, param, code }: Kind, message: string, retryAfter?: number): ErrorReply {
	return { statusCode, retryAfterSeconds: retryAfter, error: { message, type, param: param ?? null, code } };
}

function kindOf({ code, failure, retryAfterMs }: RoutedLlmError): Kind {
	// What may be asked again after a time is no gateway that is too slow.
	if (code === 'deadline' && retryAfterMs !== undefined) return RATE_LIMITED;
	const byCode = BY_CODE[code];
	if (byCode !== undefined) return byCode;
	// Every deployment was left out for what the request needs: it may be sent again as often as one likes.
	if (failure === undefined) return code === 'no_deployment' ? refusal() : trouble(503);
	const kind = BY_FAILURE[failure.kind];
	return failure.kind === 'bad_request' && KEPT_STATUSES.includes(failure.status)
		? { ...kind, statusCode: failure.status! }
		: kind;
}

/** Whole seconds, at least 1, as the header has them. */
function retryAfterSeconds({ retryAfterMs, failure }: RoutedLlmError): number | undefined {
	const ms = retryAfterMs ?? failure?.retryAfterMs;
	return ms === undefined ? undefined : Math.max(1, Math.ceil(ms / 1000));
}
