import { MAX_JSON_VALUES } from '../../bounds';
import { cutOff } from './running-answers';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACKET_END = 0x5d;
const BRACE_END = 0x7d;

/**
 * JSON of a provider, of bounded size in memory: 64 MB of `{},{},` would take more than 1 GB.
 * @throws SyntaxError, or a ProviderFailure when it has too many values
 */
export function parseJson(text: string, host: string): unknown {
	assertValueCount(text, host);
	return JSON.parse(text);
}

/**
 * The answer, read whole, for an SDK that parses it.
 * @throws ProviderFailure when it has too many values; what reading the body throws
 */
export async function withBoundedJson(response: Response, host: string): Promise<Response> {
	const text = await response.text();
	assertValueCount(text, host);
	const { status, statusText, headers } = response;
	// Some statuses allow no body, not even an empty one.
	return new Response(text === '' ? null : text, { status, statusText, headers });
}

function assertValueCount(text: string, host: string): void {
	if (hasTooManyValues(text))
		throw cutOff(host, `a piece of its JSON has more than ${MAX_JSON_VALUES.toLocaleString('en')} values`);
}

/** Whether there may be more values than are read. Each value is counted by the `[`, `{` or comma before it. */
export function hasTooManyValues(text: string): boolean {
	// Each takes two characters at least, so there is nothing to count in what is shorter: nearly everything.
	if (text.length < MAX_JSON_VALUES * 2) return false;
	let values = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = endOfString(text, at);
		else if ((code === COMMA || code === BRACKET || code === BRACE) && ++values > MAX_JSON_VALUES) return true;
	}
	return false;
}

/** Whether lists and objects are open in each other more than `maxDepth` deep, before anything parses them. */
export function nestsDeeper(text: string, maxDepth: number): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = endOfString(text, at);
		else if (code === BRACKET || code === BRACE) {
			if (++depth > maxDepth) return true;
		} else if (code === BRACKET_END || code === BRACE_END) depth--;
	}
	return false;
}

/** Where the closing quote is; the text's end where there is none. */
function endOfString(text: string, start: number): number {
	for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
		let backslashes = 0;
		while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
		if (backslashes % 2 === 0) return at;
	}
	return text.length;
}
