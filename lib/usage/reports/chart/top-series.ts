import type { SpendChart, SpendSeries } from './spend-chart';

/** As many colours as are told apart at a glance, also by the colour-blind. */
const MAX_SERIES = 6;
/** As many bars as a phone still shows apart. */
const MAX_BARS = 100;

/** A series as it is drawn: an amount a bar, and the sum of them. */
export interface DrawnSeries extends SpendSeries {
	totalUsd: number;
	/** The sum of those that found no place of their own. */
	isRest?: boolean;
}

export interface DrawnBars {
	/** Of each bar's first slice. */
	barLabels: string[];
	slicesPerBar: number;
	/** The largest first, the rest last. */
	series: DrawnSeries[];
}

/**
 * What of a chart can be read: the largest series, the others as one; at most 100 bars, each the sum of neighbours where there
 * are more slices.
 */
export function readableBars({ sliceLabels, series }: SpendChart): DrawnBars {
	const slicesPerBar = Math.max(1, Math.ceil(sliceLabels.length / MAX_BARS));
	const barLabels = sliceLabels.filter((_, slice) => slice % slicesPerBar === 0);
	const sums = series.map(({ name, costsUsd }) => {
		const bars = new Array<number>(barLabels.length).fill(0);
		sliceLabels.forEach((_, slice) => addTo(bars, Math.floor(slice / slicesPerBar), amountOf(costsUsd[slice])));
		return { name, costsUsd: bars, totalUsd: sum(bars) };
	});
	return { barLabels, slicesPerBar, series: largest(sums) };
}

function largest(series: DrawnSeries[]): DrawnSeries[] {
	const sorted = series.toSorted((a, b) => b.totalUsd - a.totalUsd);
	if (sorted.length <= MAX_SERIES) return sorted;
	const rest = sorted.splice(MAX_SERIES - 1);
	const costsUsd = rest[0]?.costsUsd.map((_, bar) => sum(rest.map((one) => one.costsUsd[bar] ?? 0))) ?? [];
	return [...sorted, { name: `${rest.length} others`, costsUsd, totalUsd: sum(costsUsd), isRest: true }];
}

const amountOf = (amount: number | undefined) =>
	amount !== undefined && Number.isFinite(amount) && amount > 0 ? amount : 0;

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

function addTo(bars: number[], bar: number, amount: number): void {
	bars[bar] = (bars[bar] ?? 0) + amount;
}
