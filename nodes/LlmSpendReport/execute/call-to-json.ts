import type { IDataObject } from 'n8n-workflow';
import type { UsageAttempt, UsageRow } from '../../../lib';
import { roundMs } from '../../shared/round-ms';

/** A call as an item's JSON. What is unknown is null, so that the fields are always the same. */
export function callToJson(row: UsageRow, { withTexts }: { withTexts: boolean }): IDataObject {
	return {
		callId: row.callId,
		startedAt: new Date(row.startedAtMs).toISOString(),
		status: row.status,
		errorClass: row.errorClass ?? null,
		group: row.group,
		deployment: row.deployment ?? null,
		provider: row.provider ?? null,
		model: row.requestedModel ?? null,
		servedModel: row.servedModel ?? null,
		...tokensOf(row),
		costUsd: row.costUsd ?? null,
		estimated: row.estimated,
		latencyMs: roundMs(row.latencyMs),
		timeToFirstTokenMs: roundMs(row.timeToFirstTokenMs),
		queueWaitMs: roundMs(row.queueWaitMs),
		attemptCount: row.attemptCount,
		attempts: (row.attempts ?? []).map(attemptToJson),
		workflowId: row.workflowId ?? null,
		workflowName: row.workflowName ?? null,
		node: row.nodeName ?? null,
		executionId: row.executionId ?? null,
		tags: row.tags ?? {},
		...(withTexts ? { prompt: messagesOf(row.texts?.prompt), answer: row.texts?.answer ?? null } : {}),
	};
}

function attemptToJson(attempt: UsageAttempt): IDataObject {
	return {
		deployment: attempt.deployment,
		provider: attempt.provider,
		model: attempt.model,
		outcome: attempt.outcome,
		reason: attempt.message ?? null,
		status: attempt.status ?? null,
		latencyMs: roundMs(attempt.latencyMs),
		timeToFirstTokenMs: roundMs(attempt.timeToFirstTokenMs),
		...tokensOf(attempt),
		costUsd: attempt.costUsd ?? null,
	};
}

type Tokens = Pick<UsageRow, 'inputTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens'>;

function tokensOf(row: Tokens): IDataObject {
	return {
		inputTokens: row.inputTokens ?? null,
		cachedTokens: row.cachedTokens ?? null,
		cacheWriteTokens: row.cacheWriteTokens ?? null,
		outputTokens: row.outputTokens ?? null,
		reasoningTokens: row.reasoningTokens ?? null,
	};
}

/** The messages were kept as JSON; whatever else stands there is handed on as it is. */
function messagesOf(prompt: string | undefined): IDataObject[string] {
	if (prompt === undefined) return null;
	try {
		return JSON.parse(prompt) as IDataObject[string];
	} catch {
		return prompt;
	}
}
