const INVISIBLE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu;

/** Text on one line, without what turns its direction round, what XML forbids, halves of characters, and runs of white space. */
export function oneLine(text: string): string {
	return text
		.replace(/\p{Cs}/gu, '\uFFFD')
		.replace(/\s+/gu, ' ')
		.replace(INVISIBLE, '')
		.trim();
}
