import { QUARTER_HOUR_MS, type SpendFigures, type SpendLabels } from '../../types/spend';
import type { UsageRow } from '../../types/usage-row';
import { addFigures } from '../spend-sums';
import { spendPartsOf } from '../spend-parts';
import { placeOf, type Place } from './call-records';
import { SPANS } from './spans';

/** Ids of what a row's parts are summed by. */
export interface SpendIds {
	placeIdOf(place: Place): number;
	originIdOf(row: UsageRow): number;
	tagSetIdOf(labels: Pick<SpendLabels, 'tags'>): number;
}

interface Sum {
	keys: Record<string, number>;
	figures: SpendFigures;
}

/** What rows add to the sums, as the statements `add-to-….sql` take it: a record for each sum that changes. */
export interface SpendRecords {
	full: object[];
	byPlace: object[];
}

/** @param toSummed the labels under which a part is summed */
export function toSpendRecords(
	rows: readonly UsageRow[],
	ids: SpendIds,
	toSummed: (labels: SpendLabels, startedAtMs: number) => SpendLabels,
): SpendRecords {
	const full = new Map<string, Sum>();
	const byPlace = new Map<string, Sum>();
	for (const row of rows) {
		const quarter_hour = Math.floor(row.startedAtMs / QUARTER_HOUR_MS);
		const origin_id = ids.originIdOf(row);
		for (const { labels, figures } of spendPartsOf(row)) {
			const summed = toSummed(labels, row.startedAtMs);
			const tag_set_id = ids.tagSetIdOf(summed);
			const place_id = ids.placeIdOf(placeOf(summed));
			for (const span of SPANS)
				add(byPlace, { span, quarter_hour: quarter_hour - (quarter_hour % span), place_id }, figures);
			add(full, { quarter_hour, place_id, origin_id, tag_set_id }, figures);
		}
	}
	return { full: recordsOf(full), byPlace: recordsOf(byPlace) };
}

function add(sums: Map<string, Sum>, keys: Record<string, number>, figures: SpendFigures): void {
	const key = Object.values(keys).join(' ');
	const sum = sums.get(key);
	if (sum === undefined) sums.set(key, { keys, figures: { ...figures } });
	else addFigures(sum.figures, figures);
}

function recordsOf(sums: Map<string, Sum>): object[] {
	return [...sums.values()].map(toRecord);
}

function toRecord({ keys, figures }: Sum): object {
	return {
		...keys,
		calls: figures.calls,
		failed_calls: figures.failedCalls,
		cancelled_calls: figures.cancelledCalls,
		unpriced_calls: figures.unpricedCalls,
		estimated_calls: figures.estimatedCalls,
		attempts: figures.attempts,
		input_tokens: figures.inputTokens,
		cached_tokens: figures.cachedTokens,
		cache_write_tokens: figures.cacheWriteTokens,
		output_tokens: figures.outputTokens,
		reasoning_tokens: figures.reasoningTokens,
		cost_usd: withoutDust(figures.costUsd),
	};
}

/** Sums of doubles carry errors far behind any price; cut off, a sum takes half the bytes. 15 decimals: a millionth of a token of the cheapest model. */
function withoutDust(costUsd: number): number {
	return Number(costUsd.toFixed(15));
}
