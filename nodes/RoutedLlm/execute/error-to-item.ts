import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { RoutedLlmError } from '../../../lib';
import { roundMs } from '../../shared/round-ms';
import { isRoutedLlmError, toNodeError } from '../../shared/to-node-error';

/**
 * A failed item for Continue and for the error output. The engine takes an item for an error when its JSON
 * has no other keys than `error`, `message` and `details`.
 */
export function errorToItem(node: INode, error: unknown, itemIndex: number): INodeExecutionData {
	const { message } = toNodeError(node, error, itemIndex);
	return {
		json: isRoutedLlmError(error) ? { error: message, details: detailsOf(error) } : { error: message },
		pairedItem: { item: itemIndex },
	};
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
