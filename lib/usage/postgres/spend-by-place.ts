import { QUARTER_HOUR_MS, type SpendFigures, type SpendLabels } from '../../types/spend';
import { rangesOf } from './spans';

/** What was spent in a slice at a place. */
export interface PlaceSum {
	slice: number;
	labels: SpendLabels;
	figures: SpendFigures;
	latestStartMs: number;
}

/** The row of `select-spend-by-place.sql`. */
export interface PlaceSumsRecord {
	/** A JSON list of lists of numbers. */
	sums: string;
	/** Id, group, deployment, provider, model; null where there is none yet. */
	places: Array<[number, string, string | null, string | null, string | null]> | null;
}

/** `select-spend-by-place.sql` for slices between `boundariesMs`, which are on quarter hours and ascend. */
export function toPlaceSumsStatement(sql: string, boundariesMs: readonly number[]): string {
	const quarterHours = boundariesMs.map((ms) => Math.floor(ms / QUARTER_HOUR_MS));
	const ranges = quarterHours.slice(1).flatMap((end, slice) => rangesOf(quarterHours[slice]!, end).map((range) => ({ slice, ...range })));
	const listOf = (field: 'slice' | 'span' | 'start' | 'end'): string => `'{${ranges.map((range) => Math.trunc(range[field])).join(',')}}'`;
	return sql
		.replace('{slices}::', `${listOf('slice')}::`)
		.replace('{spans}::', `${listOf('span')}::`)
		.replace('{starts}::', `${listOf('start')}::`)
		.replace('{ends}::', `${listOf('end')}::`);
}

export function fromPlaceSums({ sums, places }: PlaceSumsRecord): PlaceSum[] {
	const labels = new Map((places ?? []).map((place) => [place[0], toLabels(place)]));
	return (JSON.parse(sums) as number[][]).map(([slice, latest, placeId, ...figures]) => ({
		slice: slice!,
		labels: labels.get(placeId!)!,
		figures: toFigures(figures),
		latestStartMs: latest! * QUARTER_HOUR_MS,
	}));
}

function toLabels([, group, deployment, provider, model]: NonNullable<PlaceSumsRecord['places']>[number]): SpendLabels {
	return {
		group,
		deployment: deployment ?? undefined,
		provider: (provider ?? undefined) as SpendLabels['provider'],
		model: model ?? undefined,
	};
}

function toFigures(numbers: readonly number[]): SpendFigures {
	return Object.fromEntries(IN_ORDER.map((name, index) => [name, numbers[index]!])) as Record<(typeof IN_ORDER)[number], number>;
}

/** As the statement lists them. */
const IN_ORDER = [
	...(['calls', 'failedCalls', 'cancelledCalls', 'unpricedCalls', 'estimatedCalls', 'attempts'] as const),
	...(['inputTokens', 'cachedTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens', 'costUsd'] as const),
];
