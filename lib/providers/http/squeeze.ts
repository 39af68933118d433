/** Takes a text apart for whoever compares it. */
export interface SqueezedSink {
	/** A letter or digit, in lower case, that stands at `start` up to `end` of the text. */
	unit(code: number, start: number, end: number): void;
	/** Something else between two units. */
	gap(): void;
	/** `label: value`: the value begins. */
	colon(): void;
	/** A line or a quoted text ends, and the next begins. `isKey`: it was the key of a JSON object. */
	segmentEnd(isKey: boolean): void;
}

const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const COLON = 0x3a;
const SPACE = 0x20;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** From here on (CJK, kana, Hangul) a character says as much as two letters, and is a word of its own. */
const FIRST_WIDE = 0x2e80;

const ENTITY = /&(quot|apos|amp|lt|gt|nbsp|#\d{2,3}|#x[0-9a-f]{2});/iy;
const HEX = { u: /[0-9a-f]{4}/iy, x: /[0-9a-f]{2}/iy };

/**
 * Reads only what a quotation keeps however it was written: letters and digits, without case, blanks, punctuation
 * and the escapes of JSON (also of JSON inside JSON), of Python and of HTML. Linear in the text's length.
 */
export function squeeze(text: string, sink: SqueezedSink): void {
	for (let at = 0; at < text.length;) {
		const code = text.charCodeAt(at);
		if (code === BACKSLASH) at = readEscape(text, at, sink);
		else if (code === AMPERSAND) at = readEntity(text, at, sink);
		else readPlain(text, code, at, ++at, sink);
	}
	sink.segmentEnd(false);
}

export function isWide(code: number): boolean {
	return code >= FIRST_WIDE && code < 0xff00;
}

function readPlain(text: string, code: number, start: number, end: number, sink: SqueezedSink): void {
	const unit = unitOf(code);
	if (unit !== 0) {
		sink.unit(unit, start, end);
		if (isWide(unit)) sink.unit(unit, start, end);
		return;
	}
	sink.gap();
	if (code === LINE_FEED || code === CARRIAGE_RETURN) sink.segmentEnd(false);
	else if (code === QUOTE) sink.segmentEnd(isBeforeColon(text, end));
	else if (code === COLON) sink.colon();
}

/** 0 for what is no letter and no digit. */
function unitOf(code: number): number {
	if (code < 0x80) {
		if (code >= 0x61 && code <= 0x7a) return code;
		if (code >= 0x41 && code <= 0x5a) return code + 0x20;
		return code >= 0x30 && code <= 0x39 ? code : 0;
	}
	if (code < 0xc0 || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || code === 0xfffd)
		return 0;
	if (code >= FIRST_WIDE) return code;
	const lower = String.fromCharCode(code).toLowerCase();
	return lower.length === 1 ? lower.charCodeAt(0) : code;
}

/** Backslashes, however many, and what they escape. Returns where to read on. */
function readEscape(text: string, start: number, sink: SqueezedSink): number {
	let at = start;
	while (text.charCodeAt(at) === BACKSLASH) at++;
	const letter = text[at];
	sink.gap();
	if (letter === 'n' || letter === 'r') {
		sink.segmentEnd(false);
		return at + 1;
	}
	if (letter === 't' || letter === 'b' || letter === 'f' || letter === 'v') return at + 1;
	if (letter !== 'u' && letter !== 'x') return at;
	const hex = HEX[letter];
	hex.lastIndex = at + 1;
	const digits = hex.exec(text)?.[0];
	if (digits === undefined) return at;
	const end = at + 1 + digits.length;
	readPlain(text, parseInt(digits, 16), start, end, sink);
	return end;
}

function readEntity(text: string, start: number, sink: SqueezedSink): number {
	ENTITY.lastIndex = start;
	sink.gap();
	return start + (ENTITY.exec(text)?.[0].length ?? 1);
}

/** Whether a colon comes next, with no more than a few blanks before it. */
function isBeforeColon(text: string, from: number): boolean {
	let at = from;
	while (at < from + 4 && text.charCodeAt(at) === SPACE) at++;
	return text.charCodeAt(at) === COLON;
}
