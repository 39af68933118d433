import { PLAIN_WORDS } from './plain-words';
import { matchRanges, type Range } from './ranges';
import { eachWord } from './words';

/** What looks like a key or a piece of a file, of any owner. */
const PATTERNS: readonly RegExp[] = [
	/\b(bearer|basic)\s+[A-Za-z0-9._~+/=*-]{6,}/gi,
	/\b(sk|pk|rk|gsk|xai|hf|nvapi|pplx|fw|tgp|key|csk)[-_][A-Za-z0-9_*.-]{6,}/gi,
	/\bAIza[A-Za-z0-9_-]{10,}/g,
	/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)?/g,
	/\b(x-)?api[-_ ]?key["']?\s*[=:]\s*["']?[^\s"',}]+/gi,
	/\/\/[^\s/@]+:[^\s/@]+@/g,
	/\bdata:[\w./+-]+;base64,[A-Za-z0-9+/=]+/gi,
	/** A key of which a server shows only the ends. */
	/[\w-]*\*{3,}[\w*-]*/g,
	/** Base64, also in lines of 60 and the like: no word mixes cases and digits for so long. */
	/(?=[+/=_-]*[A-Za-z0-9])(?=[A-Za-z0-9+/=_-]*[0-9])(?=[A-Za-z0-9+/=_-]*[a-z])(?=[A-Za-z0-9+/=_-]*[A-Z])[A-Za-z0-9+/=_-]{40,}/g,
	/** No word is that long. */
	/[A-Za-z0-9+/=_-]{80,}/g,
	/** Bytes or codes of characters, one by one. */
	/(?<![A-Za-z0-9])(?:[0-9a-f]{2}[\s:,]{1,2}){8,}/gi,
	/(?<!\d)(?:\d{2,3}[\s,;]{1,2}){8,}/g,
];

/** A quotation that is this long is an echo of the request, unless it reads like an error. */
const LONG_QUOTATION = /(?<!\w)(["'`])(?:(?!\1).){80,}\1(?!\w)/gs;

export function keyLikeRanges(text: string): Range[] {
	return [
		...PATTERNS.flatMap((pattern) => matchRanges(text, pattern)),
		...matchRanges(text, LONG_QUOTATION).filter(({ start, end }) => !isMostlyPlain(text.slice(start, end))),
	];
}

/** Gateways quote the errors of servers behind them, whose words are plain. */
function isMostlyPlain(quotation: string): boolean {
	let plain = 0;
	let unusual = 0;
	eachWord(quotation.toLowerCase(), (start, end) => {
		const word = quotation.slice(start, end).toLowerCase();
		if (PLAIN_WORDS.has(word)) plain++;
		else if (!/^\d+$/.test(word)) unusual++;
	});
	return plain > 2 * unusual;
}
