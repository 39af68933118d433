import { PNG } from 'pngjs';

export interface DecodedPng {
	width: number;
	height: number;
	/** How many pixels have this colour, `#0072B2`. */
	pixelsOf(colour: string): number;
	/** How many pixels of the column at `x` have this colour. */
	heightOf(colour: string, x: number): number;
}

export function decodePng(bytes: Buffer): DecodedPng {
	const { width, height, data } = PNG.sync.read(bytes);
	const countIn = (colour: string, columns: { from: number; to: number }) => {
		const wanted = Number.parseInt(colour.slice(1), 16);
		let count = 0;
		for (let y = 0; y < height; y++)
			for (let x = columns.from; x < columns.to; x++) if (data.readUIntBE((y * width + x) * 4, 3) === wanted) count++;
		return count;
	};
	return {
		width,
		height,
		pixelsOf: (colour) => countIn(colour, { from: 0, to: width }),
		heightOf: (colour, x) => countIn(colour, { from: x, to: x + 1 }),
	};
}
