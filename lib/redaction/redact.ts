import type { Endpoint } from '../types/deployment';
import { countsIn } from './counts';
import { echoedDigits } from './echoed-digits';
import { echoedWords } from './echoed-words';
import { keyLikeRanges } from './key-patterns';
import { type Range, withoutRanges } from './ranges';
import { namesOf, type QuotableRequest, requestTexts } from './request-texts';
import { secretRanges, type Secrets, secretsOf } from './secrets';
import { unescape } from './unescape';
import { eachWord } from './words';

/** What must not be seen in an error's text. */
export interface Confidential {
	secrets: Secrets;
	/** Texts of the request: servers like to quote them. */
	promptTexts: readonly string[];
	/** Words of the request's names and fields, in lower case, which an error must be able to name. */
	names: ReadonlySet<string>;
}

/** A failure's message is cut to this. */
export const MAX_MESSAGE_LENGTH = 500;

/** Nothing beyond this is looked at: what is cut off needs no redaction. Escapes make a text several times as long. */
const MAX_ESCAPED_LENGTH = 16_000;
const MAX_EXAMINED_LENGTH = 2_000;
/**
 * Characters of the request that are compared, all texts together; beyond it nothing of the message is shown. A million
 * tokens, which is as many as the largest context windows take, are about as many.
 */
const MAX_COMPARED_LENGTH = 4_000_000;

/** What an error about this call must not show. Reads the whole request, so only when there is an error. */
export function confidentialOf(endpoint: Endpoint, request?: QuotableRequest): Confidential {
	return {
		secrets: secretsOf(endpoint),
		promptTexts: request ? requestTexts(request) : [],
		names: request ? namesOf(request) : new Set(),
	};
}

/**
 * Makes a provider's error text fit for logs and people: one line of at most 500 characters, without escapes, without
 * the endpoint's secrets, anything that looks like a key, or the words and numbers of the request.
 * `docs/errors.md` says what exactly is hidden.
 */
export function redact(text: string, { secrets, promptTexts, names }: Confidential): string {
	const unescaped = unescape(beginningOf(text, MAX_ESCAPED_LENGTH)).replace(/\s+/g, ' ').trim();
	const message = beginningOf(unescaped, MAX_EXAMINED_LENGTH);
	const hidden = [
		...secretRanges(message, secrets),
		...keyLikeRanges(message),
		...echoRanges(message, promptTexts, names),
	];
	return shortened(withoutRanges(message, hidden));
}

/** The last name that each endpoint's server gave, and how it may be shown: a server mostly gives the same one again. */
const lastServed = new WeakMap<Endpoint, { served: string; shown: string }>();

/** A model's name as a server gives it: the beginning of it as it came, but for the endpoint's secrets. */
export function redactedModel(served: string, endpoint: Endpoint): string {
	const last = lastServed.get(endpoint);
	if (last?.served === served) return last.shown;
	const shown = withoutSecrets(served, endpoint);
	lastServed.set(endpoint, { served, shown });
	return shown;
}

function withoutSecrets(served: string, endpoint: Endpoint): string {
	const beginning = served.slice(0, MAX_EXAMINED_LENGTH);
	const name = unescape(beginning);
	const hidden = secretRanges(name, secretsOf(endpoint));
	return hidden.length === 0 ? beginning : withoutRanges(name, hidden);
}

/** Cut to the length of a failure's message. */
export function shortened(message: string): string {
	return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}

/** What `message` has of the request's texts. */
function echoRanges(message: string, promptTexts: readonly string[], names: ReadonlySet<string>): Range[] {
	if (message === '' || promptTexts.length === 0) return [];
	const total = promptTexts.reduce((length, text) => length + text.length, 0);
	if (total > MAX_COMPARED_LENGTH) return [{ start: 0, end: message.length }];
	const texts = promptTexts.map(unescape);
	return [...echoedWords(message, texts, names), ...echoedDigits(withoutCounts(message, names), texts)];
}

/** Numbers that say a size and names that have digits, with `x` in place of each character. */
function withoutCounts(message: string, names: ReadonlySet<string>): string {
	const left: Range[] = countsIn(message);
	eachWord(message, (start, end) => {
		if (names.has(message.slice(start, end).toLowerCase())) left.push({ start, end });
	});
	const characters = [...message.split('')];
	for (const { start, end } of left) characters.fill('x', start, end);
	return characters.join('');
}

/** Without the ASCII word that the cut goes through: half a key would not be known for one. */
function beginningOf(text: string, maxLength: number): string {
	if (text.length <= maxLength) return text;
	let end = maxLength;
	// Not a pattern at the end of the text, which takes the square of its length.
	while (end > 0 && isSign(text.charCodeAt(end - 1))) end--;
	return text.slice(0, end);
}

/** Of ASCII, without blanks. */
function isSign(code: number): boolean {
	return code >= 0x21 && code <= 0x7e;
}
