import { drawSpendChart } from './draw-spend-chart';
import type { SpendChart } from './spend-chart';
import { loadSvgRenderer } from './svg-renderer';
import { readableBars } from './top-series';
import { usdAxis } from './usd-axis';

/**
 * A PNG of 1200 by 1080 pixels, below 150 kB, made to be read on a phone, on white: bars by slice, stacked by series. The six
 * largest series have a colour, or five and the sum of the others. Any text is fine: long ones are cut.
 */
export async function renderSpendChart(chart: SpendChart): Promise<Buffer> {
	const { widthOf, toPng } = await loadSvgRenderer();
	const bars = readableBars(chart);
	const highestUsd = Math.max(
		0,
		...bars.barLabels.map((_, bar) => bars.series.reduce((sum, { costsUsd }) => sum + (costsUsd[bar] ?? 0), 0)),
	);
	return toPng(drawSpendChart(chart.title, bars, await usdAxis(highestUsd), widthOf));
}
