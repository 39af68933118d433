/** A piece of a text, end exclusive. */
export interface Range {
	start: number;
	end: number;
}

/** What closes what opens. */
const CLOSING: ReadonlyMap<string, string> = new Map(
	['()', '[]', '{}', '""', "''", '``', '“”', '«»'].map(([open = '', close = '']) => [open, close]),
);

/** Where the outermost quote or bracket stands that is open at `at`. */
export function openingBefore(message: string, at: number): number | undefined {
	const open: Array<{ index: number; closing: string }> = [];
	for (let index = 0; index < at; index++) {
		const character = message[index] ?? '';
		const match = open.findLastIndex(({ closing }) => closing === character);
		if (isApostrophe(message, index)) continue;
		const closing = CLOSING.get(character);
		if (match !== -1) open.length = match;
		else if (closing !== undefined && !isBehindWord(message, index)) open.push({ index, closing });
	}
	return open[0]?.index;
}

/** As in "the models' limit": it opens nothing. */
function isBehindWord(message: string, index: number): boolean {
	return message[index] === "'" && /\w/.test(message[index - 1] ?? '');
}

/** Between two letters, as in "model's", it quotes nothing. */
function isApostrophe(message: string, index: number): boolean {
	return message[index] === "'" && /\w/.test(message[index - 1] ?? '') && /\w/.test(message[index + 1] ?? '');
}

/** Where the quotation ends: at its closing mark, if that follows at once and no other comes behind it. */
export function closingAfter(message: string, from: number, opening: string): number {
	const closing = CLOSING.get(opening) ?? '';
	const gap = /^[^\p{L}\p{N}]*/u.exec(message.slice(from))?.[0] ?? '';
	const at = gap.indexOf(closing);
	if (at === -1) return message.length;
	return closesAnother(message.slice(from + at + 1), opening, closing) ? message.length : from + at;
}

/** Whether `tail` has a closing mark without its opening one: then the quotation went on. */
function closesAnother(tail: string, opening: string, closing: string): boolean {
	const marks = [...tail].filter((mark, index) => (mark === opening || mark === closing) && !isApostrophe(tail, index));
	if (opening === closing) return marks.length % 2 === 1;
	let depth = 0;
	return marks.some((mark) => (depth += mark === opening ? 1 : -1) < 0);
}
