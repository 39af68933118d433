import type { Endpoint } from '../../types/deployment';
import { echoRanges } from './prompt-echo';
import type { Range } from './quotation';
import { type QuotableRequest, requestTexts } from './request-texts';

/** What must not be seen in an error's text. */
export interface Confidential {
	/** Hidden wherever they stand. */
	secrets: readonly string[];
	/** Texts of the request: servers like to quote them. */
	promptTexts: readonly string[];
}

/** A failure's message is cut to this. */
export const MAX_MESSAGE_LENGTH = 500;

/** Shorter header values (`1`, `true`, `gzip`) are no secrets, and words of any message. */
const MIN_SECRET_LENGTH = 6;
/** Nothing beyond this is looked at: what is cut off needs no redaction. */
const MAX_EXAMINED_LENGTH = 2_000;

const HIDDEN = '[hidden]';

const HIDDEN_PATTERNS: readonly RegExp[] = [
	/\b(bearer|basic)\s+[A-Za-z0-9._~+/=*-]{6,}/gi,
	/\b(sk|pk|rk|gsk|xai|hf|nvapi|pplx|fw|tgp|key|csk)[-_][A-Za-z0-9_*.-]{6,}/gi,
	/\bAIza[A-Za-z0-9_-]{10,}/g,
	/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)?/g,
	/\b(x-)?api[-_ ]?key["']?\s*[=:]\s*["']?[^\s"',}]+/gi,
	/\/\/[^\s/@]+:[^\s/@]+@/g,
	/\bdata:[\w./+-]+;base64,[A-Za-z0-9+/=]+/gi,
	/** No word is that long: a key of a vendor we do not know, or a piece of a file. */
	/[A-Za-z0-9+/=_-]{80,}/g,
	/** A quotation of 80 characters or more is an echo of the request, whatever it quotes. */
	/(?<!\w)(["'`])(?:(?!\1).){80,}\1(?!\w)/gs,
];

/** What an error about this call must not show. Reads the whole request, so only when there is an error. */
export function confidentialOf(endpoint: Endpoint, request?: QuotableRequest): Confidential {
	return { secrets: endpointSecrets(endpoint), promptTexts: request ? requestTexts(request) : [] };
}

/**
 * Makes a provider's error text fit for logs and people: one line of at most 500 characters, without the
 * endpoint's secrets, anything that looks like a key, or quotations of the request.
 */
export function redact(text: string, { secrets, promptTexts }: Confidential): string {
	const examined = beginningOf(text);
	const hidden = [
		...secrets.flatMap((secret) => occurrences(examined, secret)),
		...HIDDEN_PATTERNS.flatMap((pattern) => matches(examined, pattern)),
		...echoRanges(examined, promptTexts),
	];
	return shortened(without(examined, hidden).replace(/\s+/g, ' ').trim());
}

/** Cut to the length of a failure's message. */
export function shortened(message: string): string {
	return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}

/** The endpoint's key, and what its headers and its address carry, in every form in which a server may show it. */
export function endpointSecrets(endpoint: Endpoint): string[] {
	const values = [endpoint.apiKey, ...Object.values(endpoint.headers), ...addressSecrets(endpoint.baseUrl)];
	return values
		.flatMap((value) => (value === undefined ? [] : [value, value.replace(/^(bearer|basic)\s+/i, '')]))
		.filter((value) => value.length >= MIN_SECRET_LENGTH)
		.flatMap(formsOf);
}

/** As it is, in an address, inside JSON, and in base64 (without its padding, which tells nothing). */
function formsOf(value: string): string[] {
	const bytes = Buffer.from(value);
	// Through the bytes, since half a surrogate pair has no form in an address.
	const inAddress = encodeURIComponent(bytes.toString());
	const base64 = bytes.toString('base64').replace(/=+$/, '');
	return [...new Set([value, inAddress, JSON.stringify(value).slice(1, -1), base64])];
}

function addressSecrets(baseUrl: string): string[] {
	if (!URL.canParse(baseUrl)) return [];
	const { username, password, searchParams } = new URL(baseUrl);
	return [username, password, ...searchParams.values()];
}

/** Without the word that the cut goes through: half a key would not be known for one. */
function beginningOf(text: string): string {
	return text.length <= MAX_EXAMINED_LENGTH ? text : text.slice(0, MAX_EXAMINED_LENGTH).replace(/\S+$/, '');
}

function occurrences(text: string, secret: string): Range[] {
	const found: Range[] = [];
	for (let start = text.indexOf(secret); start !== -1; start = text.indexOf(secret, start + 1)) {
		found.push({ start, end: start + secret.length });
	}
	return found;
}

function matches(text: string, pattern: RegExp): Range[] {
	return [...text.matchAll(pattern)].map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
}

/** Ranges that overlap or touch become one. */
function without(text: string, ranges: readonly Range[]): string {
	let kept = '';
	let from = 0;
	let hiddenTo = -1;
	for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
		if (end <= start) continue;
		if (start > hiddenTo) kept += text.slice(from, start) + HIDDEN;
		hiddenTo = Math.max(hiddenTo, end);
		from = hiddenTo;
	}
	return kept + text.slice(from);
}
