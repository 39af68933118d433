import type { SpendDimension, SpendFilter } from '../../types/spend';
import type { UsageLog } from '../usage-log';
import type { SpendChart } from './chart/spend-chart';
import type { TimeSpan } from './periods';
import { slicesOf } from './slices';
import { workflowNaming } from './workflow-names';

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
export async function spendOverTime(
	log: UsageLog,
	{ title, period, by, filter, timeZone }: OverTimeRequest,
): Promise<SpendChart> {
	const { boundariesMs, labels } = await slicesOf(
		period,
		period.toMs - period.fromMs > TWO_DAYS_MS ? 'day' : 'hour',
		timeZone,
	);
	const { rows, workflowNames } = await log.spend({ boundariesMs, groupBy: by === undefined ? [] : [by], filter });
	const nameOf = by === 'workflow' ? workflowNaming(workflowNames) : (label: string) => label;
	const costsByName = new Map<string, number[]>();
	for (const {
		slice,
		labels: [label = null],
		costUsd,
	} of rows) {
		const name = by === undefined ? 'All calls' : label === null ? 'none' : nameOf(label);
		const costs = costsByName.get(name) ?? labels.map(() => 0);
		costs[slice] = (costs[slice] ?? 0) + costUsd;
		costsByName.set(name, costs);
	}
	return { title, sliceLabels: labels, series: [...costsByName].map(([name, costsUsd]) => ({ name, costsUsd })) };
}
