import { QUARTER_HOUR_MS, type SpendFigures, type SpendLabels } from '../../types/spend';
import { rangesOf, type SpanRange } from './spans';

/** What was spent in a slice at a place; a place may come several times. */
export interface PlaceSum {
	slice: number;
	labels: SpendLabels;
	figures: SpendFigures;
	latestStartMs: number;
}

/** The one row of the statements. */
export interface PlaceSumsRecord {
	/** `(1,2),(3,4)`; null: none. */
	sums: string | null;
	/** Id, group, deployment, provider, model; null where there is none yet. */
	places: Array<[number, string, string | null, string | null, string | null]> | null;
}

/** The statement that gives the sums by place of slices between `boundariesMs`, which are on quarter hours and ascend. */
export function placeSumsStatement(statement: (name: string) => string, boundariesMs: readonly number[]): string {
	const slices = rangesOfSlices(boundariesMs);
	const kept = slices.flat().reduce((count, { span, start, end }) => count + (end - start) / span, 0);
	if (kept <= MOST_KEPT_A_SLICE * slices.length) {
		const ranges = joined(slices.flat());
		return withLists(statement('select-kept-sums'), { spans: ranges.map(({ span }) => span), ...endsOf(ranges) });
	}
	const ranges = slices.flatMap((parts, slice) => parts.map((range) => ({ slice, ...range })));
	return withLists(statement('select-spend-by-place'), {
		slices: ranges.map(({ slice }) => slice),
		spans: ranges.map(({ span }) => span),
		...endsOf(ranges),
	});
}

/** Adding up so few on the server takes longer than sending them. */
const MOST_KEPT_A_SLICE = 2;

export function fromPlaceSums({ sums, places }: PlaceSumsRecord, boundariesMs: readonly number[]): PlaceSum[] {
	const labels = new Map((places ?? []).map((place) => [place[0], toLabels(place)]));
	const json = `[${(sums ?? '').replaceAll('(', '[').replaceAll(')', ']')}]`;
	return (JSON.parse(json) as number[][]).map((numbers) => {
		const latestStartMs = numbers[0]! * QUARTER_HOUR_MS;
		return {
			slice: sliceOf(latestStartMs, boundariesMs),
			labels: labels.get(numbers[1]!)!,
			figures: toFigures(numbers),
			latestStartMs,
		};
	});
}

function rangesOfSlices(boundariesMs: readonly number[]): SpanRange[][] {
	const quarterHours = boundariesMs.map((ms) => Math.floor(ms / QUARTER_HOUR_MS));
	return quarterHours.slice(1).map((end, slice) => rangesOf(quarterHours[slice]!, end));
}

/** Those that follow each other as one. */
function joined(ranges: readonly SpanRange[]): SpanRange[] {
	const joint: SpanRange[] = [];
	for (const range of ranges) {
		const last = joint.at(-1);
		if (last?.span === range.span && last.end === range.start) last.end = range.end;
		else joint.push({ ...range });
	}
	return joint;
}

function endsOf(ranges: readonly SpanRange[]): { starts: number[]; ends: number[] } {
	return { starts: ranges.map(({ start }) => start), ends: ranges.map(({ end }) => end) };
}

/** Whole numbers only: nothing that would have to be quoted. */
function withLists(sql: string, lists: Record<string, number[]>): string {
	return Object.entries(lists).reduce(
		(text, [name, numbers]) => text.replace(`{${name}}::`, `'{${numbers.map(Math.trunc).join(',')}}'::`),
		sql,
	);
}

/** The last slice that begins at `ms` or before. */
function sliceOf(ms: number, boundariesMs: readonly number[]): number {
	let low = 0;
	let high = boundariesMs.length - 1;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (boundariesMs[middle]! <= ms) low = middle;
		else high = middle;
	}
	return low;
}

function toLabels([, group, deployment, provider, model]: NonNullable<PlaceSumsRecord['places']>[number]): SpendLabels {
	return {
		group,
		deployment: deployment ?? undefined,
		provider: (provider ?? undefined) as SpendLabels['provider'],
		model: model ?? undefined,
	};
}

/** As the statements list them, behind quarter hour and place. */
function toFigures(numbers: readonly number[]): SpendFigures {
	return {
		calls: numbers[2]!,
		failedCalls: numbers[3]!,
		cancelledCalls: numbers[4]!,
		unpricedCalls: numbers[5]!,
		estimatedCalls: numbers[6]!,
		attempts: numbers[7]!,
		inputTokens: numbers[8]!,
		cachedTokens: numbers[9]!,
		cacheWriteTokens: numbers[10]!,
		outputTokens: numbers[11]!,
		reasoningTokens: numbers[12]!,
		costUsd: numbers[13]!,
	};
}
