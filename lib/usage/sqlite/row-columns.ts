import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { CallTexts, UsageRow } from '../../types/usage-row';
import { boundedRow, rowToWrite } from '../bounded-row';

/**
 * A usage row as the parameters of `insert-call.sql`, within bounds.
 * @throws UsageLogError `bad_row` for a start that is no time
 */
export function toParameters(unbounded: UsageRow): Record<string, SQLInputValue> {
	const row = rowToWrite(unbounded);
	return {
		callId: row.callId,
		startedAtMs: row.startedAtMs,
		group: row.group,
		deployment: row.deployment ?? null,
		deploymentId: row.deploymentId ?? null,
		provider: row.provider ?? null,
		requestedModel: row.requestedModel ?? null,
		servedModel: row.servedModel ?? null,
		status: row.status,
		errorClass: row.errorClass ?? null,
		inputTokens: row.inputTokens ?? null,
		cachedTokens: row.cachedTokens ?? null,
		cacheWriteTokens: row.cacheWriteTokens ?? null,
		outputTokens: row.outputTokens ?? null,
		reasoningTokens: row.reasoningTokens ?? null,
		costUsd: row.costUsd ?? null,
		inputPerMillion: row.unitPrices?.inputPerMillion ?? null,
		outputPerMillion: row.unitPrices?.outputPerMillion ?? null,
		cachedInputPerMillion: row.unitPrices?.cachedInputPerMillion ?? null,
		cacheWritePerMillion: row.unitPrices?.cacheWritePerMillion ?? null,
		priceSource: row.unitPrices?.source ?? null,
		estimated: row.estimated ? 1 : 0,
		latencyMs: row.latencyMs,
		timeToFirstTokenMs: row.timeToFirstTokenMs ?? null,
		queueWaitMs: row.queueWaitMs,
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

function json(value: object | undefined): string | null {
	return value && Object.keys(value).length > 0 ? JSON.stringify(value) : null;
}

/** What `select-call.sql` gives, as the usage row it was, within bounds. Never throws: an older version may have written it. */
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
	const list = parsed(attempts);
	// The columns carry the fields' names and, by the statement, their types.
	return boundedRow({
		...fields,
		estimated: estimated === 1,
		...(priceSource === undefined ? {} : { unitPrices: known(unitPrices) }),
		...(Array.isArray(list) ? { attempts: list } : {}),
		...(tags === undefined ? {} : { tags: toTags(tags) }),
		...(prompt === undefined ? {} : { texts: known({ prompt, answer, keepUntilMs }) }),
	} as UsageRow);
}

/** Tags from their JSON text; undefined where there is none that can be read. */
export function toTags(text: SQLOutputValue | undefined): Record<string, string> | undefined {
	const tags = parsed(text);
	return typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : undefined;
}

/** Undefined for what is no JSON. */
export function parsed(text: SQLOutputValue | undefined): unknown {
	try {
		return typeof text === 'string' ? JSON.parse(text) : undefined;
	} catch {
		return undefined;
	}
}

/** Without what is NULL: unknown is an absent field. */
function known(record: Record<string, SQLOutputValue | undefined>): Record<string, SQLOutputValue | undefined> {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}
