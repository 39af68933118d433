import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { RoutedLlmError } from '../../../lib';
import { toErrorReply } from '../../shared/openai/to-error-reply';
import { roundMs } from '../../shared/round-ms';
import { isRoutedLlmError, toNodeError } from '../../shared/to-node-error';
import type { InputKind } from './item-input';

/**
 * A failed item for Continue and for the error output. The engine takes an item for an error when its JSON
 * has no other keys than `error`, `message` and `details`.
 */
export function errorToItem(node: INode, error: unknown, itemIndex: number, input: InputKind): INodeExecutionData {
	const { message } = toNodeError(node, error, itemIndex);
	const details = isRoutedLlmError(error) ? detailsOf(error) : undefined;
	return {
		json: input === 'openai' ? toOpenAiForm(message, error, details) : { error: message, ...(details && { details }) },
		pairedItem: { item: itemIndex },
	};
}

/** `error` is what the client gets, under the status in `details`; the rest is for the workflow. */
function toOpenAiForm(message: string, failure: unknown, details: IDataObject | undefined): IDataObject {
	const { error, statusCode, retryAfterSeconds } = toErrorReply(failure);
	return { error, message, details: { statusCode, retryAfterSeconds: retryAfterSeconds ?? null, ...details } };
}

function detailsOf(error: RoutedLlmError): IDataObject {
	return {
		code: error.code,
		failure: error.failure?.kind ?? null,
		status: error.failure?.status ?? null,
		retryAfterMs: error.retryAfterMs ?? null,
		partialText: error.partialText ?? null,
		callId: error.callId ?? null,
		attempts: error.attempts.map((attempt) => ({
			number: attempt.number,
			deployment: attempt.deployment,
			outcome: attempt.failure?.kind ?? 'ok',
			reason: attempt.failure?.message ?? null,
			latencyMs: roundMs(attempt.latencyMs),
		})),
		skipped: error.skipped.map(({ deployment, reason }) => ({ deployment, reason })),
	};
}
