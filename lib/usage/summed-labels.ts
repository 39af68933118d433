import { MAX_SUMMED_COMBINATIONS, MAX_SUMMED_TAG_NAMES, MAX_SUMMED_TAG_VALUES } from '../bounds';
import type { SpendLabels } from '../types/spend';

/** What takes the place of values that get no sums of their own. */
export const OTHER = 'other';

const DAY_MS = 86_400_000;

/** A value that wants sums of its own. */
export interface SummedValue {
	/** UTC days since 1970. */
	day: number;
	/** Of one day and kind, so many values get sums of their own. */
	kind: string;
	value: string;
	max: number;
}

/** Whether a value is among the first `max` of its day and kind. Once it is, or is not, it stays so. */
export type IsSummed = (value: SummedValue) => boolean;

export const dayOf = (startedAtMs: number): number => Math.floor(startedAtMs / DAY_MS);

/**
 * The labels under which a call is summed, so that sums do not grow with every call whose labels a client made up. Tags and
 * places beyond a day's bounds become `other`; the call's row keeps its own.
 */
export function summedLabels(labels: SpendLabels, day: number, isSummed: IsSummed): SpendLabels {
	return { ...summedPlace(labels, day, isSummed), tags: labels.tags && summedTags(labels.tags, day, isSummed) };
}

function summedPlace(labels: SpendLabels, day: number, isSummed: IsSummed): SpendLabels {
	const { group, deployment, provider, model } = labels;
	const value = JSON.stringify([group, deployment, provider, model]);
	if (isSummed({ day, kind: 'place', value, max: MAX_SUMMED_COMBINATIONS })) return labels;
	return {
		...labels,
		group: OTHER,
		deployment: deployment === undefined ? undefined : OTHER,
		model: model === undefined ? undefined : OTHER,
	};
}

/** In order of their names, so that the same tags are the same combination. */
function summedTags(tags: Record<string, string>, day: number, isSummed: IsSummed): Record<string, string> {
	const summed = Object.entries(tags)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.filter(([name]) => isSummed({ day, kind: 'tag names', value: name, max: MAX_SUMMED_TAG_NAMES }))
		.map(([name, value]) => {
			const isOwn = isSummed({ day, kind: `tag ${name}`, value, max: MAX_SUMMED_TAG_VALUES });
			return [name, isOwn ? value : OTHER] as const;
		});
	const value = JSON.stringify(summed);
	const isOwn = summed.length < 2 || isSummed({ day, kind: 'tags', value, max: MAX_SUMMED_COMBINATIONS });
	// Not a plain assignment: a tag may have any name, `__proto__` too.
	return Object.fromEntries(isOwn ? summed : summed.map(([name]) => [name, OTHER]));
}
