import { formatUsd } from '../../../policy/format-usd';
import { labelsOfBars } from './bar-labels';
import { fitText } from './fit-text';
import type { SvgDrawing, SvgRenderer } from './svg-renderer';
import { svgText, type TextStyle } from './svg-text';
import type { DrawnBars, DrawnSeries } from './top-series';
import type { UsdAxis } from './usd-axis';

/** In units of the drawing. On a phone as wide as a hand, 24 of them are as high as its own small print. */
const WIDTH = 800;
const HEIGHT = 720;
const MARGIN = 28;
const PLOT_TOP = 96;
const TITLE_Y = 56;
const LEGEND_ROW = 38;
const BAR_LABELS_HEIGHT = 44;
/** Room for a label under the bars and a gap beside it. */
const BAR_LABEL_WIDTH = 96;
const MAX_BAR_WIDTH = 120;

const TITLE: TextStyle = { size: 30, bold: true, colour: '#1a1a1a' };
const LEGEND: TextStyle = { size: 25, colour: '#1a1a1a' };
const AXIS: TextStyle = { size: 22, colour: '#555' };

/** Okabe and Ito's palette for all kinds of colour vision, without its black and its yellow, which is pale on white. */
const COLOURS = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'];
const REST_COLOUR = '#8C8C8C';

type WidthOf = SvgRenderer['widthOf'];

/** Title and total, stacked bars over an axis in USD, and a legend with each series' amount. */
export function drawSpendChart(title: string, bars: DrawnBars, axis: UsdAxis, widthOf: WidthOf): SvgDrawing {
	const legendTop = HEIGHT - MARGIN - bars.series.length * LEGEND_ROW;
	const left = MARGIN + Math.max(...axis.ticks.map(({ label }) => widthOf(label, AXIS))) + 12;
	const plot = { left, right: WIDTH - MARGIN, top: PLOT_TOP, bottom: legendTop - BAR_LABELS_HEIGHT - 16 };
	const content = [
		...header(title, bars, widthOf),
		...grid(axis, plot),
		...columns(bars, axis, plot, widthOf),
		...legend(bars.series, legendTop, widthOf),
	];
	return { width: WIDTH, height: HEIGHT, content: content.join('') };
}

function header(title: string, { barLabels, slicesPerBar, series }: DrawnBars, widthOf: WidthOf): string[] {
	const total = formatUsd(series.reduce((sum, { totalUsd }) => sum + totalUsd, 0));
	const room = WIDTH - 2 * MARGIN - widthOf(total, TITLE) - 24;
	const unit = /\d:\d/.test(barLabels[0] ?? '') ? 'hours' : 'days';
	return [
		svgText(
			fitText(title, room, (text) => widthOf(text, TITLE)),
			MARGIN,
			TITLE_Y,
			TITLE,
		),
		svgText(total, WIDTH - MARGIN, TITLE_Y, { ...TITLE, anchor: 'end' }),
		...(slicesPerBar > 1
			? [svgText(`${slicesPerBar} ${unit} a bar`, WIDTH - MARGIN, TITLE_Y + 28, { ...AXIS, anchor: 'end' })]
			: []),
	];
}

interface Plot {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

const heightOf = (amountUsd: number, { topUsd }: UsdAxis, { top, bottom }: Plot) =>
	(amountUsd / topUsd) * (bottom - top);

function grid(axis: UsdAxis, plot: Plot): string[] {
	const nothing = svgText('Nothing was spent', (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, {
		...AXIS,
		anchor: 'middle',
	});
	const lines = axis.ticks.flatMap(({ amountUsd, label }) => {
		const y = plot.bottom - heightOf(amountUsd, axis, plot);
		const line = rectangle(plot.left, y - 0.5, plot.right - plot.left, 1, amountUsd === 0 ? '#777' : '#ddd');
		return [line, svgText(label, plot.left - 12, y + AXIS.size * 0.36, { ...AXIS, anchor: 'end' })];
	});
	return axis.ticks.length > 1 ? lines : [...lines, nothing];
}

function columns({ barLabels, series }: DrawnBars, axis: UsdAxis, plot: Plot, widthOf: WidthOf): string[] {
	const step = (plot.right - plot.left) / Math.max(1, barLabels.length);
	const width = Math.min(step * 0.8, MAX_BAR_WIDTH);
	const centre = (bar: number) => plot.left + (bar + 0.5) * step;
	const maxLabels = Math.floor((plot.right - plot.left) / BAR_LABEL_WIDTH);
	return [
		...barLabels.flatMap((_, bar) => stack(bar)),
		...labelsOfBars(barLabels, maxLabels).map(({ bar, text }) => {
			const shown = fitText(text, BAR_LABEL_WIDTH, (each) => widthOf(each, AXIS));
			return svgText(shown, Math.min(centre(bar), WIDTH - BAR_LABEL_WIDTH / 2), plot.bottom + 32, {
				...AXIS,
				anchor: 'middle',
			});
		}),
	];

	function stack(bar: number): string[] {
		let y = plot.bottom;
		return series.flatMap(({ costsUsd, isRest }, index) => {
			const height = heightOf(costsUsd[bar] ?? 0, axis, plot);
			if (height <= 0) return [];
			y -= height;
			return [rectangle(centre(bar) - width / 2, y, width, height, colourOf(index, isRest))];
		});
	}
}

function legend(series: readonly DrawnSeries[], top: number, widthOf: WidthOf): string[] {
	return series.flatMap(({ name, totalUsd, isRest }, index) => {
		const baseline = top + index * LEGEND_ROW + 28;
		const amount = formatUsd(totalUsd);
		const nameLeft = MARGIN + 36;
		const room = WIDTH - MARGIN - nameLeft - widthOf(amount, LEGEND) - 24;
		return [
			rectangle(MARGIN, baseline - 20, 22, 22, colourOf(index, isRest)),
			svgText(
				fitText(name, room, (text) => widthOf(text, LEGEND)),
				nameLeft,
				baseline,
				LEGEND,
			),
			svgText(amount, WIDTH - MARGIN, baseline, { ...LEGEND, anchor: 'end' }),
		];
	});
}

const colourOf = (index: number, isRest = false) => (isRest ? REST_COLOUR : (COLOURS[index] ?? REST_COLOUR));

const rectangle = (x: number, y: number, width: number, height: number, colour: string) =>
	`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${colour}" shape-rendering="crispEdges"/>`;

const round = (units: number) => Math.round(units * 100) / 100;
