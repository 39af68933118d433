import type { Range } from './ranges';

/** Digits in a row that a message and the prompt share when it is no accident. */
const MIN_DIGITS = 4;
const COMBINATIONS = 10 ** MIN_DIGITS;
/** `078-05-1120`, `4111 1111`, `1. 2. 3. 4`: separators between the digits of one number. */
const MAX_SEPARATORS = 2;

/** The digits of `message`, four or more in a row, that the texts have in a row too, whatever separates them. */
export function echoedDigits(message: string, texts: readonly string[]): Range[] {
	const places = new Map<number, Range[]>();
	eachCombination(message, (combination, starts) => {
		const range = { start: starts[0] ?? 0, end: (starts.at(-1) ?? 0) + 1 };
		places.set(combination, [...(places.get(combination) ?? []), range]);
	});
	if (places.size === 0) return [];
	const found = new Uint8Array(COMBINATIONS);
	for (const text of texts) eachCombination(text, (combination) => (found[combination] = 1));
	return [...places].flatMap(([combination, ranges]) => (found[combination] === 1 ? ranges : [])).map(whole);

	/** A number of which a part is hidden would be another number. */
	function whole({ start, end }: Range): Range {
		const before = /\d*$/.exec(message.slice(0, start))?.[0].length ?? 0;
		return { start: start - before, end: end + (/^\d*/.exec(message.slice(end))?.[0].length ?? 0) };
	}
}

/** Calls `visit` for every four digits in a row, with where they are. The list of places is the same one each time. */
function eachCombination(text: string, visit: (combination: number, places: readonly number[]) => void): void {
	const places: number[] = [];
	let combination = 0;
	let separators = 0;
	for (let at = 0; at < text.length; at++) {
		const digit = text.charCodeAt(at) - 0x30;
		if (digit >= 0 && digit <= 9) {
			combination = (combination * 10 + digit) % COMBINATIONS;
			separators = 0;
			places.push(at);
			if (places.length > MIN_DIGITS) places.shift();
			if (places.length === MIN_DIGITS) visit(combination, places);
		} else if (places.length > 0 && (++separators > MAX_SEPARATORS || isLetter(digit))) places.length = 0;
	}
}

/** Of a character's distance from `0`: letters of any script end a number. */
function isLetter(distance: number): boolean {
	const code = distance + 0x30;
	return (
		(code >= 0x41 && code <= 0x5a) ||
		(code >= 0x61 && code <= 0x7a) ||
		(code >= 0xc0 && code < 0x2000) ||
		code >= 0x3040
	);
}
