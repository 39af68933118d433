/**
 * Lengths for which sums by place are kept, in quarter hours: a UTC day, four hours, an hour, a quarter hour. Each begins where its length
 * fits an even number of times into the time since 1970.
 */
export const SPANS = [96, 16, 4, 1] as const;

/** Sums of one length over [start, end), which are numbers of quarter hours since 1970. */
export interface SpanRange {
	span: number;
	start: number;
	end: number;
}

/** The fewest kept sums that make up [start, end): long ones in its middle, shorter ones at its ends. At most seven ranges, in order of time. */
export function rangesOf(start: number, end: number): SpanRange[] {
	const ranges: SpanRange[] = [];
	for (let at = start; at < end;) {
		const span = SPANS.find((length) => at % length === 0 && at + length <= end) ?? 1;
		const last = ranges.at(-1);
		if (last?.span === span) last.end = at + span;
		else ranges.push({ span, start: at, end: at + span });
		at += span;
	}
	return ranges;
}
