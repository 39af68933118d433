const FIRST_NOT_ASCII = 0x80;

/**
 * Calls `visit` for every word of a text: letters and digits in a row. Scripts that are written without blanks (Chinese,
 * Japanese, Thai, ...) have words of one character.
 */
export function eachWord(text: string, visit: (start: number, end: number) => void): void {
	let start = -1;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		const isAlone = code >= FIRST_UNSPACED && isUnspaced(code);
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

const FIRST_UNSPACED = 0x0e00;

/** Thai and Lao, Burmese, Khmer, then Chinese and Japanese with what lies beside them, without their punctuation. */
export function isUnspaced(code: number): boolean {
	if (code < 0x2e80) {
		return (code >= 0x0e00 && code < 0x0f00) || (code >= 0x1000 && code < 0x10a0) || (code >= 0x1780 && code < 0x1800);
	}
	return (
		(code < 0xabff && !(code >= 0x3000 && code < 0x3040)) || (code >= 0xd800 && code < 0xe000) || isKanaOrHan(code)
	);
}

function isKanaOrHan(code: number): boolean {
	return code >= 0xf900 && code < 0xfb00;
}

function isWordCharacter(code: number): boolean {
	if (code < FIRST_NOT_ASCII) {
		return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);
	}
	if (code < 0xc0) return code === 0xb5 || code === 0xaa || code === 0xba;
	return (
		code !== 0xd7 &&
		code !== 0xf7 &&
		!(code >= 0x2000 && code < 0x2070) &&
		!(code >= 0x3000 && code < 0x3040) &&
		code < 0xff00
	);
}
