type Codes = readonly [first: number, last: number];

/** Scripts without blanks: Thai and Lao, Burmese, Khmer, Chinese and Japanese in their several blocks, halves of pairs. */
const UNSPACED: readonly Codes[] = [
	[0x0e00, 0x0eff],
	[0x1000, 0x109f],
	[0x1780, 0x17ff],
	[0x2e80, 0x2fff],
	[0x3040, 0xa4cf],
	[0xd800, 0xdfff],
	[0xf900, 0xfaff],
	[0xff66, 0xff9f],
];
const FIRST_UNSPACED = 0x0e00;

/** Beyond ASCII, what is no letter, no digit and no mark on one: signs and punctuation. */
const SIGNS: readonly Codes[] = [
	[0x80, 0xa9],
	[0xab, 0xb4],
	[0xb6, 0xb9],
	[0xbb, 0xbf],
	[0xd7, 0xd7],
	[0xf7, 0xf7],
	[0x2000, 0x206f],
	// Arrows, boxes, symbols; tokenizers write a blank as `▁`.
	[0x2190, 0x2bff],
	[0x3000, 0x303f],
	[0xff00, 0xff0f],
	[0xff1a, 0xff20],
	[0xff3b, 0xff40],
	[0xff5b, 0xff65],
	[0xfffd, 0xffff],
];

/**
 * Calls `visit` for every word of a text: letters and digits in a row. Scripts that are written without blanks have words
 * of one character.
 */
export function eachWord(text: string, visit: (start: number, end: number) => void): void {
	let start = -1;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		const isAlone = isUnspaced(code);
		if (!isAlone && isWordCharacter(code)) {
			if (start === -1) start = at;
			continue;
		}
		if (start !== -1) visit(start, at);
		start = -1;
		if (isAlone) visit(at, at + 1);
	}
	if (start !== -1) visit(start, text.length);
}

/** Whether a character is of a script that is written without blanks. */
export function isUnspaced(code: number): boolean {
	return code >= FIRST_UNSPACED && isIn(UNSPACED, code);
}

function isWordCharacter(code: number): boolean {
	if (code >= 0x80) return !isIn(SIGNS, code);
	return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);
}

function isIn(blocks: readonly Codes[], code: number): boolean {
	for (const [first, last] of blocks) if (code >= first && code <= last) return true;
	return false;
}
