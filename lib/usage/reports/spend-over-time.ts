import type { SpendDimension, SpendFilter } from '../../types/spend';
import type { UsageLog } from '../usage-log';
import type { SpendChart } from './chart/spend-chart';
import type { TimeSpan } from './periods';
import { slicesOf } from './slices';

const TWO_DAYS_MS = 2 * 86_400_000;

export interface OverTimeRequest {
	title: string;
	period: TimeSpan;
	/** What bars are stacked by; absent: nothing. */
	by?: SpendDimension;
	filter?: SpendFilter;
	timeZone: string;
}

/** What a chart shows: spend by day, of up to two days by hour. */
export async function spendOverTime(log: UsageLog, { title, period, by, filter, timeZone }: OverTimeRequest): Promise<SpendChart> {
	const { boundariesMs, labels } = await slicesOf(period, period.toMs - period.fromMs > TWO_DAYS_MS ? 'day' : 'hour', timeZone);
	const { rows, workflowNames } = await log.spend({ boundariesMs, groupBy: by === undefined ? [] : [by], filter });
	const costsByName = new Map<string, number[]>();
	for (const { slice, labels: [label = null], costUsd } of rows) {
		const name = nameOf(label, by, workflowNames);
		const costs = costsByName.get(name) ?? labels.map(() => 0);
		costs[slice] = (costs[slice] ?? 0) + costUsd;
		costsByName.set(name, costs);
	}
	return { title, sliceLabels: labels, series: [...costsByName].map(([name, costsUsd]) => ({ name, costsUsd })) };
}

function nameOf(label: string | null, by: SpendDimension | undefined, workflowNames: Record<string, string>): string {
	if (by === undefined) return 'All calls';
	if (label === null) return 'none';
	return by === 'workflow' ? (workflowNames[label] ?? label) : label;
}
