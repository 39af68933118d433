/** A piece of a text, end exclusive. */
export interface Range {
	start: number;
	end: number;
}

/** Replaces what may not be seen. */
export const HIDDEN = '[hidden]';

/** The text with `HIDDEN` in place of each range; ranges that overlap or touch become one. */
export function withoutRanges(text: string, ranges: readonly Range[]): string {
	let kept = '';
	let from = 0;
	let hiddenTo = -1;
	for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
		if (end <= start) continue;
		if (start > hiddenTo) kept += text.slice(from, start) + HIDDEN;
		hiddenTo = Math.max(hiddenTo, end);
		from = hiddenTo;
	}
	return kept + text.slice(from);
}

export function matchRanges(text: string, pattern: RegExp): Range[] {
	return [...text.matchAll(pattern)].map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
}
