import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { svgText, type TextStyle } from './svg-text';

const FONT_FAMILY = 'DejaVu Sans Condensed';
/** Pixels for one unit of the drawing, so that it is sharp on a phone; more makes the file large. */
const PIXELS_PER_UNIT = 1.5;

export interface SvgRenderer {
	/** How far a text reaches, in units of the drawing; 0 for one that shows nothing. */
	widthOf(text: string, style: TextStyle): number;
	/** A picture with one and a half pixels a unit. Takes some 50 ms, in which this thread does nothing else. */
	toPng(drawing: SvgDrawing): Buffer;
}

export interface SvgDrawing {
	width: number;
	height: number;
	/** The elements inside `<svg>`. */
	content: string;
}

let renderer: Promise<SvgRenderer> | undefined;

/**
 * resvg as WebAssembly: one package of 2.5 MB without dependencies and without anything to build. ECharts comes with 59 MB, Vega with
 * 80 packages and 19 MB; Chart.js on a canvas in JavaScript is 12 MB, takes ten times as long and sets no text. Loaded at the
 * first call (60 ms, 45 MB of memory), then kept. What the fonts lack is drawn as a box.
 */
export function loadSvgRenderer(): Promise<SvgRenderer> {
	renderer ??= load().catch((error: unknown) => {
		renderer = undefined;
		throw error;
	});
	return renderer;
}

async function load(): Promise<SvgRenderer> {
	const fontBuffers = await Promise.all([readFont('condensed'), readFont('condensed-bold')]);
	const binary = await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm'));
	const { Resvg, initWasm } = await import('@resvg/resvg-wasm');
	await initWasm(binary);
	const options = {
		font: { fontBuffers, defaultFontFamily: FONT_FAMILY },
		fitTo: { mode: 'zoom' as const, value: PIXELS_PER_UNIT },
		background: '#fff',
	};

	return {
		widthOf(text, style) {
			// Its own memory is not Node's to collect: everything made there is freed here.
			const drawn = new Resvg(toSvg({ width: 1, height: 1, content: svgText(text, 0, 0, style) }), options);
			const box = drawn.getBBox();
			const width = box?.width ?? 0;
			box?.free();
			drawn.free();
			return width;
		},
		toPng(drawing) {
			const drawn = new Resvg(toSvg(drawing), options);
			const image = drawn.render();
			const png = Buffer.from(image.asPng());
			image.free();
			drawn.free();
			return png;
		},
	};
}

const toSvg = ({ width, height, content }: SvgDrawing) =>
	`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT_FAMILY}">${content}</svg>`;

/** The fonts' licence is beside them; the build copies both. */
const readFont = (name: string) => readFile(join(__dirname, 'dejavu', `${name}.ttf`));
