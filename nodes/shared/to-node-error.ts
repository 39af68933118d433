import type { Failure as NodeFailure, INode, JsonObject } from 'n8n-workflow';
import { ExpressionError, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ConfigError, RoutedLlmError } from '../../lib';
import { describeAttempts } from './describe-attempts';
import { describeConfigFaults } from './describe-config-faults';
import { InputFault } from './input-fault';

type NodeError = NodeApiError | NodeOperationError;

/**
 * The one place where errors become n8n's. Nothing but our own sentences goes in: n8n stores errors with the
 * execution, and those of SDKs carry request headers.
 *
 * @param itemIndex n8n's number of the item, from 0; undefined when the error is the whole node's.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const options = { itemIndex };
	if (error instanceof InputFault) {
		const place = itemIndex === undefined || error.scope === 'node' ? '' : `Item ${itemIndex}: `;
		return withMessage(new NodeOperationError(node, 'Input', options), place + error.message);
	}
	if (isConfigError(error))
		return withMessage(new NodeOperationError(node, 'Configuration', options), describeConfigFaults(error.faults));
	if (isRoutedLlmError(error)) return toApiError(node, error, itemIndex);
	// n8n's own, such as an expression that cannot be resolved, goes on whole; of anything else only the sentence.
	if (error instanceof ExpressionError) return new NodeOperationError(node, error, options);
	const sentence = error instanceof Error ? error.message : String(error);
	return withMessage(new NodeOperationError(node, sentence, options), sentence);
}

function toApiError(node: INode, error: RoutedLlmError, itemIndex: number | undefined): NodeApiError {
	const attempts = describeAttempts(error);
	// n8n's chat shows the description alone to whoever watched the stream end.
	const description = error.code === 'stream_cut' ? `${error.message} ${attempts}` : attempts;
	const apiError = new NodeApiError(node, { message: error.message } satisfies JsonObject, {
		itemIndex,
		message: error.message,
		description: description || undefined,
		httpCode: error.failure?.status === undefined ? undefined : String(error.failure.status),
		failure: nodeFailure(error),
	});
	if (error.callId !== undefined) apiError.context.callId = error.callId;
	if (error.partialText !== undefined) apiError.context.partialText = error.partialText;
	return withMessage(apiError, error.message);
}

/** n8n replaces messages that contain a code such as ECONNREFUSED by sentences that know nothing of deployments. */
function withMessage<T extends NodeError>(error: T, message: string): T {
	error.message = message;
	return error;
}

function nodeFailure(error: RoutedLlmError): NodeFailure | undefined {
	const { retryAfterMs } = error;
	if (error.code === 'unknown_group') return { cause: 'configuration-invalid' };
	if (error.code === 'unavailable' || error.code === 'queue_timeout') return { cause: 'rate-limited', retryAfterMs };
	switch (error.failure?.kind) {
		case 'rate_limited':
			return { cause: 'rate-limited', retryAfterMs: retryAfterMs ?? error.failure.retryAfterMs };
		case 'quota':
			return { cause: 'quota-exhausted', retryAfterMs };
		case 'access':
			return { cause: 'credential-invalid' };
		case 'model_not_found':
		case 'unsupported':
			return { cause: 'configuration-invalid' };
		case 'connection':
		case 'server':
		case 'timeout_first_token':
		case 'timeout_idle':
		case 'timeout_attempt':
			return { cause: 'temporarily-unavailable', retryAfterMs };
		default:
			return undefined;
	}
}

/** By name: the library is loaded lazily, and a class would have to be loaded with it. */
export function isRoutedLlmError(error: unknown): error is RoutedLlmError {
	return error instanceof Error && 'code' in error && 'attempts' in error && 'skipped' in error;
}

export function isConfigError(error: unknown): error is ConfigError {
	return isRoutedLlmError(error) && error.code === 'config' && 'faults' in error;
}
