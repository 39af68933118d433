import { oneLine } from '../one-line';

/** Longer than any line of a chart. Bounds the work on a text of any length. */
const MAX_CHARACTERS = 200;
const NAMELESS = '(no name)';

/** A text on one line that shows something, cut with an ellipsis where it is wider than `maxWidth`. */
export function fitText(text: string, maxWidth: number, widthOf: (text: string) => number): string {
	const characters = [...(oneLine(text) || NAMELESS)].slice(0, MAX_CHARACTERS);
	let shown = characters.join('');
	let kept = characters.length;
	for (let width = widthOf(shown); width > maxWidth && kept > 0; width = widthOf(shown)) {
		kept = Math.min(kept - 1, Math.floor((kept * maxWidth) / width));
		shown = `${characters.slice(0, kept).join('').trimEnd()}…`;
	}
	return shown;
}
