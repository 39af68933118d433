/** What a chart shows. Amounts are in USD, one a slice; what is no amount, or negative, counts as nothing. */
export interface SpendChart {
	title: string;
	/** In order of time: days, `2026-11-25`, or hours, `2026-11-25 14:00`. What has another form is shown as it is. */
	sliceLabels: readonly string[];
	series: readonly SpendSeries[];
}

export interface SpendSeries {
	name: string;
	costsUsd: readonly number[];
}
