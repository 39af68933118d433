import type { IDataObject } from 'n8n-workflow';
import type { SpendChange, SpendFigures, SpendSummary, SummaryRow, TimeSpan } from '../../../lib';
import { roundPercent, roundUsd } from '../../shared/round-usd';

export function rowToJson({ labels, figures, before, change }: SummaryRow): IDataObject {
	return { ...labels, ...figuresToJson(figures), ...compared(before, change) };
}

/** All but the rows. */
export function totalsToJson({ totals, before, change }: SpendSummary): IDataObject {
	return { ...figuresToJson(totals), ...compared(before, change) };
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
	const { costUsd, percent } = change;
	return {
		before: figuresToJson(before),
		change: { costUsd: roundUsd(costUsd), percent: percent === undefined ? null : roundPercent(percent) },
	};
}

const figuresToJson = (figures: SpendFigures): IDataObject => ({ ...figures, costUsd: roundUsd(figures.costUsd) });
