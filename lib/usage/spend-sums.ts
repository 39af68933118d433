import type { SpendDimension, SpendFigures, SpendLabels, SpendQuery, SpendReport, SpendRow } from '../types/spend';

/** Adds amounts up into a spend report's rows. */
export interface SpendSums {
	/** Adds what was spent in a slice; `latestStartMs` is when the latest of its calls began. Amounts outside the query's filter add nothing. */
	add(amount: { slice: number; labels: SpendLabels; figures: SpendFigures; latestStartMs: number }): void;
	report(): SpendReport;
}

interface Grouping {
	/** The query's filter lets them pass. */
	counts: boolean;
	values: SpendRow['labels'];
	key: string;
}

interface LatestName {
	name: string;
	latestStartMs: number;
}

export function createSpendSums({ groupBy, filter = {} }: Pick<SpendQuery, 'groupBy' | 'filter'>): SpendSums {
	const rows = new Map<string, SpendRow>();
	const names = new Map<string, LatestName>();
	/** What was made of labels before: those of a place come with each of its amounts. */
	const known = new Map<SpendLabels, Grouping>();

	function groupingOf(labels: SpendLabels): Grouping {
		const before = known.get(labels);
		if (before !== undefined) return before;
		const values = groupBy.map((dimension) => valueOf(labels, dimension) ?? null);
		const grouping = { counts: matches(labels, filter), values, key: JSON.stringify(values) };
		known.set(labels, grouping);
		return grouping;
	}

	function noteName({ workflowId, workflowName }: SpendLabels, latestStartMs: number): void {
		if (workflowId === undefined || workflowName === undefined) return;
		const known = names.get(workflowId);
		if (known === undefined || known.latestStartMs <= latestStartMs)
			names.set(workflowId, { name: workflowName, latestStartMs });
	}

	return {
		add({ slice, labels, figures, latestStartMs }) {
			const { counts, values, key: group } = groupingOf(labels);
			if (!counts) return;
			const key = `${slice} ${group}`;
			const row = rows.get(key);
			if (row) addFigures(row, figures);
			else rows.set(key, { slice, labels: values, ...figures });
			if (groupBy.includes('workflow')) noteName(labels, latestStartMs);
		},
		report: () => ({
			rows: [...rows.values()].sort((a, b) => a.slice - b.slice || b.costUsd - a.costUsd),
			workflowNames: Object.fromEntries([...names].map(([id, { name }]) => [id, name])),
		}),
	};
}

/** Whether a question needs to know tags, which may have very many values. */
export function asksForTags({ groupBy, filter }: Pick<SpendQuery, 'groupBy' | 'filter'>): boolean {
	return groupBy.some(isTag) || Object.keys(filter?.tags ?? {}).length > 0;
}

/** Adds `figures` to `sum`, in place. */
export function addFigures(sum: SpendFigures, figures: SpendFigures): void {
	sum.calls += figures.calls;
	sum.failedCalls += figures.failedCalls;
	sum.cancelledCalls += figures.cancelledCalls;
	sum.unpricedCalls += figures.unpricedCalls;
	sum.estimatedCalls += figures.estimatedCalls;
	sum.attempts += figures.attempts;
	sum.inputTokens += figures.inputTokens;
	sum.cachedTokens += figures.cachedTokens;
	sum.cacheWriteTokens += figures.cacheWriteTokens;
	sum.outputTokens += figures.outputTokens;
	sum.reasoningTokens += figures.reasoningTokens;
	sum.costUsd += figures.costUsd;
}

function valueOf(labels: SpendLabels, dimension: SpendDimension): string | undefined {
	if (dimension === 'workflow') return labels.workflowId;
	if (dimension === 'node') return labels.nodeName;
	if (isTag(dimension)) return tagOf(labels, dimension.slice('tag:'.length));
	return labels[dimension];
}

const isTag = (dimension: SpendDimension): dimension is `tag:${string}` => dimension.startsWith('tag:');

/** A tag may have any name, that of an object's own method too. */
function tagOf({ tags = {} }: SpendLabels, name: string): string | undefined {
	return Object.hasOwn(tags, name) ? tags[name] : undefined;
}

const FILTER_FIELDS = ['group', 'deployment', 'provider', 'model', 'workflowId', 'nodeName'] as const;

function matches(labels: SpendLabels, filter: NonNullable<SpendQuery['filter']>): boolean {
	return (
		FILTER_FIELDS.every((field) => filter[field] === undefined || filter[field] === labels[field]) &&
		Object.entries(filter.tags ?? {}).every(([name, value]) => tagOf(labels, name) === value)
	);
}
