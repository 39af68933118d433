import type { ProviderName } from './deployment';

/** Spend is summed over quarter hours: every offset of an IANA time zone in use is a multiple of it, so that days of any zone come out exact. */
export const QUARTER_HOUR_MS = 900_000;

const LABELS = ['model', 'group', 'deployment', 'provider', 'workflow', 'node'] as const;

/**
 * What spend may be grouped by, beside time. Deployment, provider and model are those of each attempt, since a call that
 * failed over spent in several places; `workflow` is its id; `tag:customer` the value of the tag `customer`.
 */
export type SpendDimension = (typeof LABELS)[number] | `tag:${string}`;
export const SPEND_DIMENSIONS: readonly Exclude<SpendDimension, `tag:${string}`>[] = LABELS;

/** Where an amount arose. Unknown is undefined. */
export interface SpendLabels {
	group: string;
	deployment?: string;
	provider?: ProviderName;
	/** As configured on the deployment. */
	model?: string;
	workflowId?: string;
	workflowName?: string;
	nodeName?: string;
	tags?: Record<string, string>;
}

/** Only what carries all of these. */
export interface SpendFilter {
	group?: string;
	deployment?: string;
	provider?: string;
	model?: string;
	workflowId?: string;
	nodeName?: string;
	tags?: Record<string, string>;
}

export interface SpendQuery {
	/**
	 * Epoch milliseconds, ascending, on quarter hours, at least two: [0] to [1] is slice 0, [1] to [2] slice 1 and so on; a slice's start
	 * is in it, its end is not. So whoever asks decides what a day is.
	 */
	boundariesMs: readonly number[];
	/** Empty: one row a slice. */
	groupBy: readonly SpendDimension[];
	filter?: SpendFilter;
}

/**
 * Sums. A call counts once, where it ended (its last attempt); tokens and cost count where each attempt arose.
 * A call with an unknown price adds nothing to `costUsd` and one to `unpricedCalls`.
 */
export interface SpendFigures {
	calls: number;
	/** Calls that ended in an error; cancelled ones are not among them. */
	failedCalls: number;
	cancelledCalls: number;
	unpricedCalls: number;
	/** Calls some of whose token figures are ours, not a provider's. */
	estimatedCalls: number;
	attempts: number;
	inputTokens: number;
	cachedTokens: number;
	cacheWriteTokens: number;
	outputTokens: number;
	reasoningTokens: number;
	costUsd: number;
}

export interface SpendRow extends SpendFigures {
	/** Which slice of the query's boundaries, from 0. */
	slice: number;
	/** One a dimension of `groupBy`, in its order; null: unknown, or the tag is not set. */
	labels: Array<string | null>;
}

/** Rows in order of slice, inside one by cost, largest first; slices and labels without calls have none. */
export interface SpendReport {
	rows: SpendRow[];
	/** The latest name of each workflow whose id is among the labels. */
	workflowNames: Record<string, string>;
}
