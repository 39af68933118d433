import { renderSpendChart, type SpendChart } from '../../../../../lib';
import { decodePng } from './decode-png';

const BLUE = '#0072B2';
const ORANGE = '#E69F00';
const GREY_OF_OTHERS = '#8C8C8C';

const dayLabels = (days: number) =>
	Array.from({ length: days }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));

/** Amounts that differ from bar to bar, so that nothing compresses well by chance. */
const chartOf = (days: number, series: number, scaleUsd = 1): SpendChart => ({
	title: 'LLM spend, 1 to 30 January 2026',
	sliceLabels: dayLabels(days),
	series: Array.from({ length: series }, (_, index) => ({
		name: `model-${index}`,
		costsUsd: dayLabels(days).map((_day, day) => (((day * 7_919 + index * 104_729) % 97) / 97) * scaleUsd),
	})),
});

describe('the chart of spend', () => {
	it('is a PNG of 1200 by 1080 pixels on white', async () => {
		const png = await renderSpendChart(chartOf(30, 4));
		expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
		const { width, height, pixelsOf } = decodePng(png);
		expect([width, height]).toEqual([1200, 1080]);
		expect(pixelsOf('#FFFFFF')).toBeGreaterThan((width * height) / 2);
	});

	it.each([
		['one day', chartOf(1, 3)],
		['60 days of 12 models', chartOf(60, 12)],
		['a year', chartOf(365, 6)],
		['10,000 slices', chartOf(10_000, 2)],
		['tiny amounts', chartOf(7, 3, 0.000012)],
		['large amounts', chartOf(30, 3, 12_345)],
		['amounts beyond reason', chartOf(3, 2, 1e300)],
		['one series', chartOf(30, 1)],
		['no series', chartOf(7, 0)],
		['no slices', chartOf(0, 0)],
	])('is below 150 kB for %s', async (_, chart) => {
		expect((await renderSpendChart(chart)).length).toBeLessThan(150_000);
	});

	it('stacks the smaller series on the larger, each as high as its amount', async () => {
		const { heightOf } = decodePng(
			await renderSpendChart({
				title: 'Spend',
				sliceLabels: ['2026-11-25'],
				series: [
					{ name: 'small', costsUsd: [1] },
					{ name: 'large', costsUsd: [3] },
				],
			}),
		);
		// The middle of the only bar, right of the axis and its labels.
		const [large, small] = [heightOf(BLUE, 640), heightOf(ORANGE, 640)];
		expect(small).toBeGreaterThan(50);
		expect(Math.abs(large - 3 * small)).toBeLessThanOrEqual(3);
	});

	it('shows six series in colour, and of more the five largest and the sum of the others in grey', async () => {
		const six = decodePng(await renderSpendChart(chartOf(7, 6)));
		const seven = decodePng(await renderSpendChart(chartOf(7, 7)));
		expect(six.pixelsOf('#D55E00')).toBeGreaterThan(500);
		expect(seven.pixelsOf('#D55E00')).toBe(0);
		// The edges of letters have some of that grey too.
		expect(seven.pixelsOf(GREY_OF_OTHERS)).toBeGreaterThan(six.pixelsOf(GREY_OF_OTHERS) + 2_000);
	});

	it('draws no bar where nothing was spent, and counts what is no amount as nothing', async () => {
		const bars = (costsUsd: number[]) =>
			renderSpendChart({ title: '', sliceLabels: ['2026-11-25', '2026-11-26'], series: [{ name: 'a', costsUsd }] });
		const nothing = await bars([0, 0]);
		expect(await bars([Number.NaN, -5])).toEqual(nothing);
		expect(await bars([Number.POSITIVE_INFINITY])).toEqual(nothing);
		// What is left of the colour is its square in the legend.
		expect(decodePng(nothing).pixelsOf(BLUE)).toBeLessThan(1_200);
	});

	it.each([
		'漢字モデル',
		'🙂👩‍👩‍👧',
		'نموذج',
		'<b>&amp;"\'</b>]]>',
		'\u0000\u0007\uFFFF',
		'\uD83D',
		'\u202Eabc',
		'',
		' \n\t ',
		'x'.repeat(100_000),
		'W'.repeat(60),
	])('takes any text: %p', async (text) => {
		const png = await renderSpendChart({
			title: text,
			sliceLabels: [text, '2026-13-45'],
			series: [{ name: text, costsUsd: [1, 2] }],
		});
		expect(decodePng(png).pixelsOf(BLUE)).toBeGreaterThan(1_000);
	});
});
