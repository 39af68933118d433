import type { SpendFigures, SpendSummary, SummaryRow } from '../../../../../lib';

export const figuresOf = (figures: Partial<SpendFigures>): SpendFigures => ({
	calls: 1,
	failedCalls: 0,
	cancelledCalls: 0,
	unpricedCalls: 0,
	estimatedCalls: 0,
	attempts: 1,
	inputTokens: 10,
	cachedTokens: 0,
	cacheWriteTokens: 0,
	outputTokens: 5,
	reasoningTokens: 0,
	costUsd: 0,
	...figures,
});

export const rowOf = (labels: SummaryRow['labels'], costUsd: number, others: Partial<SummaryRow> = {}): SummaryRow => ({
	labels,
	figures: figuresOf({ costUsd }),
	...others,
});

/** A week in Berlin, by model. */
export const summaryOf = (summary: Partial<SpendSummary>): SpendSummary => ({
	period: {
		fromMs: Date.UTC(2026, 10, 18, 23),
		toMs: Date.UTC(2026, 10, 25, 12),
		label: '19 to 25 November 2026',
		before: { fromMs: Date.UTC(2026, 10, 11, 23), toMs: Date.UTC(2026, 10, 18, 12) },
		widened: false,
	},
	timeZone: 'Europe/Berlin',
	groupBy: ['model'],
	totals: figuresOf({ costUsd: 12.3, calls: 312, failedCalls: 4 }),
	rows: [],
	...summary,
});
