import type { UsageRow } from '../../types/usage-row';
import { UsageLogError } from '../usage-log-error';

/** What repeats in calls, as the entries of its tables; an absent field is NULL there. */
export interface Place extends Record<string, unknown> {
	model_group: string;
	deployment?: string;
	provider?: string;
	model?: string;
}

export interface Route extends Record<string, unknown> {
	place_id: number;
	deployment_id?: string;
	served_model?: string;
}

export interface Origin extends Record<string, unknown> {
	workflow_id?: string;
	workflow_name?: string;
	node_name?: string;
}

export interface TagSet extends Record<string, unknown> {
	tags: Record<string, string>;
}

export interface UnitPrice extends Record<string, unknown> {
	input_usd_per_million?: number;
	output_usd_per_million?: number;
	cached_input_usd_per_million?: number;
	cache_write_usd_per_million?: number;
	source: string;
}

export interface Ids {
	routeId: number;
	originId: number;
	tagSetId: number;
	unitPriceId?: number;
}

export function placeOf(fields: { group: string; deployment?: string; provider?: string; model?: string }): Place {
	const { group, deployment, provider, model } = fields;
	return known({ model_group: group, deployment, provider, model });
}

export function originOf({
	workflowId,
	workflowName,
	nodeName,
}: Pick<UsageRow, 'workflowId' | 'workflowName' | 'nodeName'>): Origin {
	return known({ workflow_id: workflowId, workflow_name: workflowName, node_name: nodeName });
}

/** The order in which tags were set makes no other set. */
export function tagSetOf({ tags = {} }: Pick<UsageRow, 'tags'>): TagSet {
	const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
	return { tags: Object.fromEntries(sorted.map(([name, value]) => [storable(name), value])) };
}

export function unitPriceOf({ unitPrices }: UsageRow): UnitPrice | undefined {
	if (unitPrices === undefined) return undefined;
	return known({
		input_usd_per_million: unitPrices.inputPerMillion,
		output_usd_per_million: unitPrices.outputPerMillion,
		cached_input_usd_per_million: unitPrices.cachedInputPerMillion,
		cache_write_usd_per_million: unitPrices.cacheWritePerMillion,
		source: unitPrices.source,
	});
}

/** A call within bounds as `insert-calls.sql` takes it. */
export function toCallRecord(row: UsageRow, ids: Ids): object {
	return {
		call_id: row.callId,
		started_at: timeOf(row.startedAtMs),
		route_id: ids.routeId,
		origin_id: ids.originId,
		tag_set_id: ids.tagSetId,
		unit_price_id: ids.unitPriceId,
		input_tokens: row.inputTokens,
		cached_tokens: row.cachedTokens,
		cache_write_tokens: row.cacheWriteTokens,
		output_tokens: row.outputTokens,
		reasoning_tokens: row.reasoningTokens,
		latency_ms: row.latencyMs,
		time_to_first_token_ms: row.timeToFirstTokenMs,
		queue_wait_ms: row.queueWaitMs,
		attempt_count: row.attemptCount,
		estimated: row.estimated,
		status: row.status,
		execution_id: row.executionId,
		cost_usd: row.costUsd,
		error_class: row.errorClass,
		attempts: row.attempts?.length ? row.attempts : undefined,
	};
}

/** The text of a JSON parameter: what no text of Postgres may hold (NUL, half a surrogate pair) is left out or replaced. */
export function toJson(value: unknown): string {
	return JSON.stringify(value, (_key, field: unknown) => (typeof field === 'string' ? storable(field) : field));
}

/** @throws UsageLogError for what is no time */
export function timeOf(epochMs: number): string {
	const date = new Date(Math.floor(epochMs));
	if (Number.isNaN(date.getTime()))
		throw new UsageLogError('bad_row', 'The usage log takes no call without the time of its start.');
	return date.toISOString();
}

function storable(text: string): string {
	return /[\0\ud800-\udfff]/.test(text) ? Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8') : text;
}

function known<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
