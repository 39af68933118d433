import { matchRanges, type Range } from './ranges';

/** Sizes of prompts, windows and files. What is longer may be the number of a phone, a card or a person. */
const NUMBER =
	/(?<![\p{L}\p{N}]|\d[-./:_, ])\d{1,3}(?:[,_]\d{3}){1,2}(?![\p{L}\p{N}]|[-./:_, ]\d)|(?<![\p{L}\p{N}]|\d[-./:_, ])\d{4,8}(?:\.\d{1,3})?(?![\p{L}\p{N}]|[-./:_, ]\d)/gu;

/** `maximum context length is 8192`, `Limit 30000`, `Requested tokens (2285)`, `n_ctx: 4096`, `line 1 column 2345`. */
const LABEL_BEFORE =
	/(?<!\p{L})(?:limit|limited|maximum|max|minimum|min|least|most|length|size|window|context|ctx|n_keep|tokens|max_\w+|budget|count|line|column|position|index|byte|char|offset|port|rpm|tpm)["'`)\]]*(?:[\s:=(]|\b(?:is|was|of|to|at|than|be|the|by|only|allowed|value|input|for|this|model)\b)*$/iu;
/** `Limit 30000, Used 29000, Requested 2000`. */
const ACCOUNT_BEFORE = /, (?:Used|Requested):? $/;
/** `a value <= 4096, but got 5000`. */
const COMPARISON_BEFORE = /[<>≤≥]=?\s*(?:\d+,? (?:but )?got )?$/;
/** `10000 tokens`, `(9000 in the messages)`, `214315 > 200000 maximum`. */
const UNIT_AFTER =
	/^[)\s]*(?:(?:input|output|prompt|completion|total|in the|new)\s+)?(?:(?:tokens?|bytes?|kb|mb|gb|[kmg]ib|characters?|chars?|ms|milliseconds|seconds|minutes|s|items?|elements?|entries|messages?|completion|prompt|requests?|images?|tools?|maximum|max|minimum|limit|pixels?|pages?|(?:are|is) allowed)(?!\p{L})|[<>≤≥])/iu;

/** A status without words around it. */
const STATUS = /(?<![\p{L}\p{N}]|\d[^\p{L}\p{N}/,]{1,2})[45]\d\d(?![\p{L}\p{N}]|[^\p{L}\p{N}/,]{1,2}\d)/gu;

/** When something is available again, with its time zone. */
const MOMENT =
	/(?<=\b(?:access on|again (?:at|on|after)|until|resets? (?:at|on)) )\d{4}-\d\d-\d\d(?:T| at | )\d\d:\d\d(?::\d\d)? ?(?:Z|UTC|GMT)\b/g;

/** As much of a text beside a number as can say what it counts. */
const NEIGHBOURHOOD = 60;

/**
 * Numbers of 4 to 8 digits that a message gives as a size, a limit or a place: `8192 tokens`, `max_tokens must be at most
 * 4096`, `line 1 column 2345`. The word that says so must be next to the number, but for words such as *is* and *of*.
 * Also codes of status, and the time at which something is available again.
 */
export function countsIn(message: string): Range[] {
	const numbers = matchRanges(message, NUMBER).filter(({ start, end }) => {
		const before = message.slice(Math.max(0, start - NEIGHBOURHOOD), start);
		const after = message.slice(end, end + NEIGHBOURHOOD);
		return [LABEL_BEFORE, ACCOUNT_BEFORE, COMPARISON_BEFORE].some((it) => it.test(before)) || UNIT_AFTER.test(after);
	});
	return [...numbers, ...matchRanges(message, STATUS), ...matchRanges(message, MOMENT)];
}
