import type { Endpoint } from '../types/deployment';
import { isPieceOfPlainWords, PLAIN_WORDS } from './plain-words';
import type { Range } from './ranges';
import { unescape } from './unescape';

/** So much of a secret gives it away, whichever piece of it. */
const PIECE_LENGTH = 8;
/** Shorter values (`1`, `on`) are no secrets, and pieces of any message. */
const MIN_SECRET_LENGTH = 3;
/**
 * Of an endpoint's secrets, so many characters are looked for, its key first; of what comes then, the beginnings. All pieces of
 * a hundred headers of 8,000 characters would take hundreds of megabytes.
 */
const MAX_SEARCHED_LENGTH = 8_192;
const MIN_SEARCHED_LENGTH = 64;
/** Parts of an address that are as long as a key. */
const MIN_PATH_SECRET_LENGTH = 16;

/** What a server was given of an endpoint's secrets, in lower case, in every form in which it may show them. */
export interface Secrets {
	/** Found as whole words. */
	whole: ReadonlySet<string>;
	/** Of 8 characters. Those that are made of words of every error are not among them. */
	pieces: ReadonlySet<string>;
}

const known = new WeakMap<Endpoint, Secrets>();

/** The endpoint's key, and what its headers and its address carry. Worked out when it is first asked for. */
export function secretsOf(endpoint: Endpoint): Secrets {
	const secrets = known.get(endpoint) ?? toSecrets(searchedParts(valuesOf(endpoint)).flatMap(formsOf));
	known.set(endpoint, secrets);
	return secrets;
}

/** Where a piece of 8 characters of a secret is in `text`, with the word around it, and where a whole one is. */
export function secretRanges(text: string, { whole, pieces }: Secrets): Range[] {
	const lower = text.toLowerCase();
	const found: Range[] = [];
	for (let start = 0; start + PIECE_LENGTH <= lower.length; start++) {
		const end = start + PIECE_LENGTH;
		if (pieces.has(lower.slice(start, end))) found.push(wordAround(lower, { start, end }));
	}
	for (const word of whole) {
		for (let start = lower.indexOf(word); start !== -1; start = lower.indexOf(word, start + 1)) {
			const end = start + word.length;
			if (!isInsideWord(lower, start, end)) found.push({ start, end });
		}
	}
	return found;
}

function valuesOf({ apiKey, headers, baseUrl }: Endpoint): string[] {
	const values = [apiKey ?? '', ...Object.values(headers), ...addressSecrets(baseUrl)];
	return values.flatMap((value) => {
		const credential = value.trim().replace(/^(bearer|basic|token|apikey|\w+:\/\/)\s*/i, '');
		return [credential, ...loginOf(value)];
	});
}

function searchedParts(values: readonly string[]): string[] {
	let left = MAX_SEARCHED_LENGTH;
	return values.map((value) => {
		const part = value.slice(0, Math.max(left, MIN_SEARCHED_LENGTH));
		left = Math.max(0, left - part.length);
		return part;
	});
}

/** User and password of a Basic header: a server may show them as it read them. */
function loginOf(header: string): string[] {
	const encoded = /^basic\s+([A-Za-z0-9+/_-]+=*)$/i.exec(header.trim())?.[1];
	if (encoded === undefined) return [];
	const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return [user, password.join(':')];
}

function addressSecrets(baseUrl: string): string[] {
	if (!URL.canParse(baseUrl)) return [];
	const { username, password, searchParams, pathname } = new URL(baseUrl);
	const long = pathname.split('/').filter((part) => part.length >= MIN_PATH_SECRET_LENGTH);
	return [username, password, ...searchParams.values(), ...long];
}

/** As it is read in a message, in base64 (which depends on what was written before it), and in hexadecimal digits. */
function formsOf(value: string): string[] {
	if (value.length < MIN_SECRET_LENGTH) return [];
	const plain = unescape(value);
	if (value.length < PIECE_LENGTH) return [plain];
	const bytes = Buffer.from(value);
	const base64 = ['', '\0', '\0\0'].map((before) =>
		Buffer.concat([Buffer.from(before), bytes])
			.toString('base64')
			.replace(/=+$/, '')
			.slice(before === '' ? 0 : 4, -1),
	);
	return [plain, ...base64, bytes.toString('hex')];
}

function toSecrets(forms: readonly string[]): Secrets {
	const whole = new Set(
		forms.map((form) => form.toLowerCase()).filter((form) => form !== '' && !PLAIN_WORDS.has(form)),
	);
	const pieces = new Set<string>();
	for (const form of whole) {
		for (let at = 0; at + PIECE_LENGTH <= form.length; at++) {
			const piece = form.slice(at, at + PIECE_LENGTH);
			if (!isPieceOfPlainWords(piece)) pieces.add(piece);
		}
	}
	return { whole, pieces };
}

function wordAround(text: string, { start, end }: Range): Range {
	const before = /[\w+-]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
	const after = /^[^\s"'`<>()[\]{},;]*/.exec(text.slice(end))?.[0].length ?? 0;
	return { start: start - before, end: end + after };
}

function isInsideWord(text: string, start: number, end: number): boolean {
	return /[\p{L}\p{N}]/u.test(text[start - 1] ?? '') || /[\p{L}\p{N}]/u.test(text[end] ?? '');
}
