import type { APIError } from '@anthropic-ai/sdk';
import { systemClock } from '../../clock';
import type { Endpoint } from '../../types/deployment';
import { type Failure, ProviderFailure } from '../../types/failure';
import { failureFromAnswer } from '../http/classify';
import type { ErrorAnswer } from '../http/error-answer';
import { cancelledFailure, hostOf, networkFailure } from '../http/network-failure';
import { confidentialOf } from '../../redaction/redact';
import type { QuotableRequest } from '../../redaction/request-texts';
import { notBuilt } from '../http/unsendable';
import { refineAnthropicError } from './anthropic-errors';

export interface FailedRequest {
	signal: AbortSignal;
	endpoint: Endpoint;
	/** Absent when no model is asked. */
	asked?: QuotableRequest;
	/** False while nothing was handed to the network. */
	sent: boolean;
	isApiError: (error: unknown) => error is APIError;
}

/** The failure behind whatever the SDK threw. */
export function failureOf(error: unknown, request: FailedRequest): Failure {
	if (error instanceof ProviderFailure) return error.failure;
	const { signal, endpoint, asked, sent } = request;
	const host = hostOf(endpoint.baseUrl);
	if (signal.aborted) return cancelledFailure(sent);
	if (!sent) return notBuilt().failure;
	const answer = request.isApiError(error) ? errorAnswer(error) : undefined;
	if (answer) return failureOfAnswer(answer, endpoint, asked);
	if (error instanceof SyntaxError) {
		return { kind: 'server', message: `${host} sent an event that is no JSON.`, reached: true };
	}
	return networkFailure(error, { signal, host });
}

/** The failure that an error answer, or an event inside a stream, reports. */
export function failureOfAnswer(answer: ErrorAnswer, endpoint: Endpoint, asked?: QuotableRequest): Failure {
	const confidential = confidentialOf(endpoint, asked);
	return failureFromAnswer(answer, { confidential, nowMs: systemClock.wallMs(), refine: refineAnthropicError });
}

/** An error over HTTP, or as an event inside a stream; undefined when there was no answer at all. */
function errorAnswer(error: APIError): ErrorAnswer | undefined {
	const { status, headers } = error;
	const body: unknown = error.error;
	if (status === undefined) return body === undefined ? undefined : { body, headers };
	// The SDK keeps a body that is no JSON only in the message, behind the status.
	return { status, body: body ?? error.message.replace(/^\d{3} (status code \(no body\))?/, ''), headers };
}
