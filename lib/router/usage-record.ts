import type { TokenUsage } from '../types/chat';
import type { Attempt, ChatRequest } from '../types/routing';
import type { UsageAttempt, UsageRow } from '../types/usage-row';
import { toCallTexts } from './call-texts';

export interface CallFacts {
	callId: string;
	request: ChatRequest;
	/** Epoch milliseconds. */
	startedAtMs: number;
	latencyMs: number;
	timeToFirstTokenMs?: number;
	queueWaitMs: number;
	attempts: readonly Attempt[];
	status: UsageRow['status'];
	errorClass?: string;
	/** The answer, or what came of it; asked for only where it is kept. */
	answer: () => string;
}

/** The one row of a call, sums taken over its attempts. */
export function toUsageRow(facts: CallFacts): UsageRow {
	const { request, attempts } = facts;
	const last = attempts.at(-1);
	const tokens = sumUsage(attempts);
	return {
		callId: facts.callId,
		startedAtMs: facts.startedAtMs,
		group: request.group,
		deployment: last?.deployment,
		deploymentId: last?.deploymentId,
		provider: last?.provider,
		requestedModel: last?.model,
		servedModel: last?.servedModel,
		status: facts.status,
		errorClass: facts.errorClass,
		...tokens,
		costUsd: sumCost(attempts),
		unitPrices: last?.unitPrices,
		estimated: attempts.some((attempt) => attempt.usageEstimated),
		latencyMs: facts.latencyMs,
		timeToFirstTokenMs: facts.timeToFirstTokenMs,
		queueWaitMs: facts.queueWaitMs,
		attemptCount: attempts.length,
		attempts: attempts.length > 1 || last?.failure !== undefined ? attempts.map(toUsageAttempt) : undefined,
		...request.origin,
		tags: request.tags,
		texts: textsOf(facts),
	};
}

function textsOf({ request, answer, startedAtMs, latencyMs }: CallFacts): UsageRow['texts'] {
	const { messages, keepTextsMs } = request;
	if (keepTextsMs === undefined) return undefined;
	return toCallTexts({ messages, answer: answer(), endedAtMs: startedAtMs + latencyMs, keepTextsMs });
}

/**
 * Undefined when an attempt that used tokens has no known price. A call none of whose attempts used any cost
 * nothing.
 */
export function sumCost(attempts: readonly Attempt[]): number | undefined {
	let costUsd = 0;
	for (const attempt of attempts) {
		if (attempt.usage === undefined) continue;
		if (attempt.costUsd === undefined) return undefined;
		costUsd += attempt.costUsd;
	}
	return costUsd;
}

const TOKEN_FIELDS = ['inputTokens', 'cachedTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'] as const;

function sumUsage(attempts: readonly Attempt[]): TokenUsage {
	const sum: TokenUsage = {};
	for (const { usage } of attempts)
		for (const field of TOKEN_FIELDS) if (usage?.[field] !== undefined) sum[field] = (sum[field] ?? 0) + usage[field];
	return sum;
}

function toUsageAttempt(attempt: Attempt): UsageAttempt {
	return {
		deploymentId: attempt.deploymentId,
		deployment: attempt.deployment,
		provider: attempt.provider,
		model: attempt.model,
		servedModel: attempt.servedModel,
		outcome: attempt.failure?.kind ?? 'ok',
		status: attempt.failure?.status,
		message: attempt.failure?.message,
		latencyMs: attempt.latencyMs,
		timeToFirstTokenMs: attempt.timeToFirstTokenMs,
		...attempt.usage,
		costUsd: attempt.costUsd,
	};
}
