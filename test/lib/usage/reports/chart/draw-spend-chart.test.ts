import { drawSpendChart } from '../../../../../lib/usage/reports/chart/draw-spend-chart';
import type { SpendChart } from '../../../../../lib/usage/reports/chart/spend-chart';
import { loadSvgRenderer } from '../../../../../lib/usage/reports/chart/svg-renderer';
import { readableBars } from '../../../../../lib/usage/reports/chart/top-series';
import { usdAxis } from '../../../../../lib/usage/reports/chart/usd-axis';

/** The texts of the drawing in their order, and what of them is beyond its edges. */
async function textsOf(chart: SpendChart, topUsd: number): Promise<{ texts: string[]; beyond: string[] }> {
	const { widthOf } = await loadSvgRenderer();
	const { content, width } = drawSpendChart(chart.title, readableBars(chart), await usdAxis(topUsd), widthOf);
	const found = [
		...content.matchAll(
			/<text x="([\d.]+)" y="[\d.]+" font-size="(\d+)" font-weight="(\d+)"[^>]*text-anchor="(\w+)">([^<]*)</g,
		),
	];
	const beyond = found.filter(([, x, size, weight, anchor, text]) => {
		const textWidth = widthOf(text!, { size: Number(size), bold: weight === '700' });
		const left = Number(x) - (anchor === 'end' ? textWidth : anchor === 'middle' ? textWidth / 2 : 0);
		return left < 0 || left + textWidth > width;
	});
	return { texts: found.map(([, , , , , text]) => text!), beyond: beyond.map(([text]) => text) };
}

const HOURS = Array.from({ length: 24 }, (_, hour) => `2026-11-25 ${String(hour).padStart(2, '0')}:00`);

describe('what the chart says', () => {
	it('is the title, the total, the axis, the days, and each series with its amount', async () => {
		const { texts } = await textsOf(
			{
				title: 'LLM spend',
				sliceLabels: ['2026-11-24', '2026-11-25'],
				series: [
					{ name: 'gpt-5.1', costsUsd: [1, 0.5] },
					{ name: 'qwen3:32b', costsUsd: [0.25, 2] },
				],
			},
			2.5,
		);
		expect(texts).toEqual([
			'LLM spend',
			'$3.75',
			'$0.00',
			'$0.50',
			'$1.00',
			'$1.50',
			'$2.00',
			'$2.50',
			'24 Nov',
			'25 Nov',
			'qwen3:32b',
			'$2.25',
			'gpt-5.1',
			'$1.50',
		]);
	});

	it('escapes names', async () => {
		const { texts } = await textsOf(
			{ title: 'a & b', sliceLabels: ['<i>'], series: [{ name: '"<script>\'', costsUsd: [1] }] },
			1,
		);
		expect(texts).toEqual(expect.arrayContaining(['a &amp; b', '&lt;i&gt;', '&quot;&lt;script&gt;&#39;']));
	});

	it('is cut with an ellipsis, so that nothing reaches beyond the edges or into an amount', async () => {
		const long = 'claude-sonnet-4-5-20250929-of-the-team-that-writes-the-long-names-of-models';
		const { texts, beyond } = await textsOf(
			{
				title: long,
				sliceLabels: HOURS,
				series: [
					{ name: long, costsUsd: [12_345.678] },
					{ name: '', costsUsd: [] },
				],
			},
			12_345.678,
		);
		expect(texts.filter((text) => text.startsWith('claude-sonnet-4-5-20250929-of') && text.endsWith('…'))).toHaveLength(
			2,
		);
		expect(texts).toContain('(no name)');
		expect(beyond).toEqual([]);
	});

	it('says when a bar is several days or hours, and when nothing was spent', async () => {
		const days = Array.from({ length: 365 }, (_, day) =>
			new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
		);
		expect((await textsOf({ title: '', sliceLabels: days, series: [] }, 0)).texts).toEqual(
			expect.arrayContaining(['4 days a bar', 'Nothing was spent', '$0']),
		);
		const hours = days.flatMap((day) => ['00:00', '12:00'].map((time) => `${day} ${time}`));
		expect((await textsOf({ title: '', sliceLabels: hours, series: [] }, 0)).texts).toContain('8 hours a bar');
	});
});
