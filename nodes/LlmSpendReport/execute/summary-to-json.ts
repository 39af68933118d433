import type { IDataObject } from 'n8n-workflow';
import type { SpendChange, SpendSummary, SummaryRow, TimeSpan } from '../../../lib';

export function rowToJson({ labels, figures, before, change }: SummaryRow): IDataObject {
	return { ...labels, ...figures, ...compared(before, change) };
}

/** All but the rows. */
export function totalsToJson({ totals, before, change }: SpendSummary): IDataObject {
	return { ...totals, ...compared(before, change) };
}

export function periodToJson(period: TimeSpan & { label: string }, timeZone: string): IDataObject {
	return {
		label: period.label,
		from: new Date(period.fromMs).toISOString(),
		to: new Date(period.toMs).toISOString(),
		timeZone,
	};
}

function compared(before: SummaryRow['before'], change: SpendChange | undefined): IDataObject {
	if (before === undefined || change === undefined) return {};
	return { before: { ...before }, change: { costUsd: change.costUsd, percent: change.percent ?? null } };
}
