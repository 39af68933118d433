import { retryAfterMs } from '../../policy/retry-after';
import type { Failure, FailureKind } from '../../types/failure';
import { errorDetail, type ErrorAnswer, type ErrorDetail } from './error-answer';
import { redact, shortened, type Confidential } from '../../redaction/redact';

/**
 * A provider's own reading of an error, tried before the status: vendors use one status for many things.
 * Returns undefined for what the status already says.
 */
export type Refinement = (error: ErrorDetail & { status?: number }) => FailureKind | undefined;

/** What a status means at every provider. */
export function classifyStatus(status: number): FailureKind {
	if (status === 408 || status >= 500) return 'server';
	if (status === 429) return 'rate_limited';
	if (status === 402) return 'quota';
	if (status === 401 || status === 403) return 'access';
	// No redirect is followed, and 405 is what a web server without this API answers: a wrong address.
	if (status === 404 || status === 405 || status === 410 || (status >= 300 && status < 400)) return 'model_not_found';
	// 409 (a lock held elsewhere) and 425 (too early) pass by themselves.
	if (status === 409 || status === 425) return 'server';
	if (status >= 400) return 'bad_request';
	return 'server';
}

/** Of an error's text so much is compared with patterns, some of which take longer the more often their beginning repeats. */
const MAX_COMPARED_LENGTH = 8_000;

/** The failure kind of an error answer; one without a status (inside a stream) is `server` unless its body says more. */
export function classifyAnswer(status: number | undefined, detail: ErrorDetail, refine?: Refinement): FailureKind {
	const message = detail.message?.slice(0, MAX_COMPARED_LENGTH);
	return refine?.({ ...detail, message, status }) ?? classifyStatus(status ?? detail.innerStatus ?? 500);
}

export interface FailureContext {
	confidential: Confidential;
	/** Epoch milliseconds, for a Retry-After that names a date. */
	nowMs: number;
	refine?: Refinement;
}

/** The failure an error answer stands for, with a message that is safe to show and to store. */
export function failureFromAnswer(answer: ErrorAnswer, context: FailureContext): Failure {
	const { status, body, headers } = answer;
	const detail = errorDetail(body);
	const waitMs = headers && retryAfterMs(headers, context.nowMs);
	return {
		kind: classifyAnswer(status, detail, context.refine),
		message: sentence(status, detail, context.confidential),
		...(status !== undefined && { status }),
		...(waitMs !== undefined && { retryAfterMs: waitMs }),
		reached: true,
	};
}

function sentence(
	status: number | undefined,
	{ code, type, message }: ErrorDetail,
	confidential: Confidential,
): string {
	const answered = status === undefined ? 'The provider broke off with an error' : `The provider answered ${status}`;
	const word = code ?? type;
	const said = [
		word === undefined ? '' : ` (${redact(word, confidential)})`,
		message === undefined ? '' : `: ${redact(message, confidential)}`,
	];
	return shortened(answered + said.join(''));
}
