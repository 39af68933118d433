import { MAX_COST_USD, MAX_TOKEN_COUNT } from '../bounds';
import type { UnitPrices } from '../types/routing';
import type { UsageAttempt, UsageRow } from '../types/usage-row';
import { UsageLogError } from './usage-log-error';

const TOKEN_FIELDS = ['inputTokens', 'cachedTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'] as const;
const PRICE_FIELDS = ['inputPerMillion', 'outputPerMillion', 'cachedInputPerMillion', 'cacheWritePerMillion'] as const;

/** What a signed integer of 32 bits holds; in milliseconds 24 days. */
const MAX_DURATION_MS = 2 ** 31 - 1;
/** What a signed integer of 16 bits holds. */
const MAX_ATTEMPTS = 2 ** 15 - 1;
/** The first and last millisecond that a `Date` can name. */
const MAX_TIME_MS = 8.64e15;

/** The same bounds, for statements that sum rows where they are. */
export const ROW_BOUNDS = { maxTokens: MAX_TOKEN_COUNT, maxCostUsd: MAX_COST_USD, maxAttempts: MAX_ATTEMPTS };

/**
 * The row as every usage log counts and reads it, so that sums equal rows whatever a provider said, and whatever an older
 * version wrote: counts are whole, from 0 to `MAX_TOKEN_COUNT`; costs and prices are from 0 to `MAX_COST_USD`, or unknown.
 * Attempts stay within their row's bounds together. Times are whole milliseconds. A row within bounds stays as it is.
 */
export function boundedRow(row: UsageRow): UsageRow {
	const bounded: UsageRow = {
		...row,
		// Rounded down, so that a call never slips into the period after its own.
		startedAtMs: Math.floor(row.startedAtMs),
		latencyMs: boundedInteger(row.latencyMs, MAX_DURATION_MS) ?? 0,
		queueWaitMs: boundedInteger(row.queueWaitMs, MAX_DURATION_MS) ?? 0,
		attemptCount: boundedInteger(row.attemptCount, MAX_ATTEMPTS) ?? 0,
	};
	for (const field of TOKEN_FIELDS) setOrDrop(bounded, field, boundedInteger(row[field], MAX_TOKEN_COUNT));
	setOrDrop(bounded, 'timeToFirstTokenMs', boundedInteger(row.timeToFirstTokenMs, MAX_DURATION_MS));
	setOrDrop(bounded, 'costUsd', boundedUsd(row.costUsd));
	if (row.unitPrices) bounded.unitPrices = boundedPrices(row.unitPrices);
	if (row.attempts) bounded.attempts = boundedAttempts(row.attempts);
	return bounded;
}

/**
 * `boundedRow`, for a usage log that is about to write it.
 * @throws UsageLogError `bad_row` for a start that is no time
 */
export function rowToWrite(row: UsageRow): UsageRow {
	if (!(Math.abs(row.startedAtMs) <= MAX_TIME_MS))
		throw new UsageLogError('bad_row', 'The usage log takes no call without the time of its start.');
	return boundedRow(row);
}

/** Each count gets what the attempts before it have left of the bound. */
function boundedAttempts(attempts: readonly UsageAttempt[]): UsageAttempt[] {
	const left = new Map<string, number>(TOKEN_FIELDS.map((field) => [field, MAX_TOKEN_COUNT]));
	return attempts.map((attempt) => {
		const bounded = { ...attempt };
		for (const field of TOKEN_FIELDS) {
			const room = left.get(field) ?? 0;
			const count = boundedInteger(attempt[field], room);
			setOrDrop(bounded, field, count);
			left.set(field, room - (count ?? 0));
		}
		setOrDrop(bounded, 'costUsd', boundedUsd(attempt.costUsd));
		return bounded;
	});
}

function boundedPrices(prices: UnitPrices): UnitPrices {
	const bounded = { ...prices };
	for (const field of PRICE_FIELDS) setOrDrop(bounded, field, boundedUsd(prices[field]));
	return bounded;
}

/** Undefined for what is no number. */
function boundedInteger(value: number | undefined, max: number): number | undefined {
	if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
	return Math.min(Math.max(Math.round(value), 0), max);
}

function boundedUsd(value: number | undefined): number | undefined {
	return typeof value === 'number' && value >= 0 && value <= MAX_COST_USD ? value : undefined;
}

/** An unknown field that was absent stays absent. */
function setOrDrop<T, K extends keyof T>(target: T, field: K, value: T[K]): void {
	if (value !== undefined) target[field] = value;
	else if (target[field] !== undefined) delete target[field];
}
