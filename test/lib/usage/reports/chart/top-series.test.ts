import { readableBars } from '../../../../../lib/usage/reports/chart/top-series';

const series = (...totalsUsd: number[]) =>
	totalsUsd.map((totalUsd, index) => ({ name: `s${index}`, costsUsd: [totalUsd, totalUsd] }));

describe('the bars of a chart', () => {
	it('come largest first', () => {
		expect(
			readableBars({ title: '', sliceLabels: ['a', 'b'], series: series(1, 3, 2) }).series.map(({ name, totalUsd }) => [
				name,
				totalUsd,
			]),
		).toEqual([
			['s1', 6],
			['s2', 4],
			['s0', 2],
		]);
	});

	it('add up what is beyond the five largest, and lose nothing', () => {
		const drawn = readableBars({ title: '', sliceLabels: ['a', 'b'], series: series(1, 2, 3, 4, 5, 6, 7, 8) }).series;
		expect(drawn).toHaveLength(6);
		expect(drawn[5]).toEqual({ name: '3 others', costsUsd: [6, 6], totalUsd: 12, isRest: true });
		expect(drawn.reduce((sum, { totalUsd }) => sum + totalUsd, 0)).toBe(72);
	});

	it('are sums of neighbours where there are more than 100 slices', () => {
		const costsUsd = Array.from({ length: 250 }, () => 1);
		const sliceLabels = costsUsd.map((_, slice) => `slice ${slice}`);
		const {
			barLabels,
			slicesPerBar,
			series: [drawn],
		} = readableBars({ title: '', sliceLabels, series: [{ name: 'a', costsUsd }] });
		expect(slicesPerBar).toBe(3);
		expect(barLabels).toHaveLength(84);
		expect(barLabels[1]).toBe('slice 3');
		expect(drawn?.costsUsd.at(0)).toBe(3);
		expect(drawn?.costsUsd.at(-1)).toBe(1);
		expect(drawn?.totalUsd).toBe(250);
	});
});
