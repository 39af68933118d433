import { escapeMarkup } from '../escape-markup';

export interface TextStyle {
	/** In units of the drawing. */
	size: number;
	bold?: boolean;
	colour?: string;
	/** Which part of the text is at `x`; default the start. */
	anchor?: 'start' | 'middle' | 'end';
}

/** A line of text whose base line is at `y`. */
export function svgText(
	text: string,
	x: number,
	y: number,
	{ size, bold = false, colour = '#000', anchor = 'start' }: TextStyle,
): string {
	const weight = bold ? 700 : 400;
	return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escapeMarkup(text)}</text>`;
}
