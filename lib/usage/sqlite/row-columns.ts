import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { CallTexts, UsageRow } from '../../types/usage-row';

/**
 * A usage row as the parameters of `insert-call.sql`. Times and tokens are kept whole; the start is rounded
 * down, so that a call never slips into the period after its own.
 */
export function toParameters(row: UsageRow): Record<string, SQLInputValue> {
	return {
		callId: row.callId,
		startedAtMs: Math.floor(row.startedAtMs),
		group: row.group,
		deployment: row.deployment ?? null,
		deploymentId: row.deploymentId ?? null,
		provider: row.provider ?? null,
		requestedModel: row.requestedModel ?? null,
		servedModel: row.servedModel ?? null,
		status: row.status,
		errorClass: row.errorClass ?? null,
		inputTokens: whole(row.inputTokens),
		cachedTokens: whole(row.cachedTokens),
		cacheWriteTokens: whole(row.cacheWriteTokens),
		outputTokens: whole(row.outputTokens),
		reasoningTokens: whole(row.reasoningTokens),
		costUsd: row.costUsd ?? null,
		inputPerMillion: row.unitPrices?.inputPerMillion ?? null,
		outputPerMillion: row.unitPrices?.outputPerMillion ?? null,
		cachedInputPerMillion: row.unitPrices?.cachedInputPerMillion ?? null,
		cacheWritePerMillion: row.unitPrices?.cacheWritePerMillion ?? null,
		priceSource: row.unitPrices?.source ?? null,
		estimated: row.estimated ? 1 : 0,
		latencyMs: Math.round(row.latencyMs),
		timeToFirstTokenMs: whole(row.timeToFirstTokenMs),
		queueWaitMs: Math.round(row.queueWaitMs),
		attemptCount: row.attemptCount,
		attempts: json(row.attempts),
		workflowId: row.workflowId ?? null,
		workflowName: row.workflowName ?? null,
		nodeName: row.nodeName ?? null,
		executionId: row.executionId ?? null,
		tags: json(row.tags),
	};
}

/** A call's texts as the parameters of `insert-text.sql`. */
export function toTextParameters(callId: string, texts: CallTexts): Record<string, SQLInputValue> {
	return { callId, prompt: texts.prompt, answer: texts.answer ?? null, keepUntilMs: Math.floor(texts.keepUntilMs) };
}

function whole(value: number | undefined): number | null {
	return value === undefined ? null : Math.round(value);
}

function json(value: object | undefined): string | null {
	return value && Object.keys(value).length > 0 ? JSON.stringify(value) : null;
}

/** What `select-call.sql` gives, as the usage row it was. */
export function fromRecord(record: Record<string, SQLOutputValue>): UsageRow {
	const { inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion, priceSource, ...rest } =
		known(record);
	const { estimated, attempts, tags, prompt, answer, keepUntilMs, ...fields } = rest;
	const unitPrices = {
		inputPerMillion,
		outputPerMillion,
		cachedInputPerMillion,
		cacheWritePerMillion,
		source: priceSource,
	};
	// The columns carry the fields' names and, by the table's constraints, their types.
	return {
		...fields,
		estimated: estimated === 1,
		...(priceSource === undefined ? {} : { unitPrices: known(unitPrices) }),
		...(attempts === undefined ? {} : { attempts: JSON.parse(String(attempts)) }),
		...(tags === undefined ? {} : { tags: JSON.parse(String(tags)) }),
		...(prompt === undefined ? {} : { texts: known({ prompt, answer, keepUntilMs }) }),
	} as UsageRow;
}

/** Without what is NULL: unknown is an absent field. */
function known(record: Record<string, SQLOutputValue | undefined>): Record<string, SQLOutputValue | undefined> {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}
