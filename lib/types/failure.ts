/**
 * Every way an attempt can fail. The table in `policy/failure-rules.ts` says for each what follows;
 * adapters decide which one it is, from status and body.
 */
export const FAILURE_KINDS = [
	/** Connection refused, DNS, TLS: no request reached the provider. */
	'connection',
	'timeout_first_token',
	'timeout_idle',
	'timeout_attempt',
	/** Reset, premature end, malformed stream or JSON, 408, 500, 502, 503, 504, 529. */
	'server',
	'rate_limited',
	/** Quota or billing exhausted. */
	'quota',
	/** 401, 403. */
	'access',
	/** 404: no such model (or no such address). */
	'model_not_found',
	'context_window',
	'content_policy',
	/** 400, 413, 422: it would fail everywhere. */
	'bad_request',
	/** This deployment cannot take this request as it stands (a PDF at Ollama, tools with a model that has none); another may. */
	'unsupported',
	'cancelled',
	/** The call's own deadline ended the attempt: says nothing about the deployment. */
	'deadline',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What went wrong with one attempt, free of keys, headers and prompts. */
export interface Failure {
	kind: FailureKind;
	/** One sentence for people. At most 500 characters. */
	message: string;
	/** HTTP status, when an answer came. */
	status?: number;
	/** From Retry-After or its kin, measured from the moment of the answer. */
	retryAfterMs?: number;
	/** False when the provider certainly never saw the request. */
	reached: boolean;
}

/** What adapters throw. */
export class ProviderFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
		this.name = 'ProviderFailure';
	}
}
