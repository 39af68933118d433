/**
 * Words of a text as sentences repeat them. Reading a text is one synchronous step, so one variable says for all of it
 * whether words may be repeated at all.
 */
let mayQuote = true;

/**
 * What `read` does, which is synchronous, with no sentence repeating a word of what it reads: in a text that n8n never
 * shows again, a key may stand anywhere, also in the place of a name. Names of our own settings are still said.
 */
export function withoutQuotes<T>(read: () => T): T {
	const before = mayQuote;
	mayQuote = false;
	try {
		return read();
	} finally {
		mayQuote = before;
	}
}

/** ` "word"`, or nothing for what may be a key in the wrong field: those hold digits or are longer. */
export function quoteWord(value: unknown): string {
	return mayQuote && typeof value === 'string' && /^(?!sk-)[a-z_-]{1,24}$/i.test(value)
		? ` ${JSON.stringify(value)}`
		: '';
}

/** ` "name"` of a setting or a group, or nothing for what looks like a key. */
export function quoteName(name: string): string {
	return !mayQuote || name.length > 60 || looksLikeKey(name) ? '' : ` ${JSON.stringify(name)}`;
}

/** Whether sentences may repeat it: false for what looks like a key, and for everything within `withoutQuotes`. */
export function mayBeSaid(text: string): boolean {
	return mayQuote && !looksLikeKey(text);
}

/** `sk-…` at the beginning of a word, or 16 letters and digits in a row. */
export function looksLikeKey(text: string): boolean {
	const mixed = (text.match(/[a-z\d]{16,}/gi) ?? []).some((part) => /\d/.test(part) && /[a-z]/i.test(part));
	return mixed || /(^|[^a-z\d])sk-/i.test(text);
}

/** The name of an environment variable as it is usually written, `OPENAI_API_KEY`, which is no key itself. */
export function isPlainVariableName(name: string): boolean {
	return name.length <= 60 && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(name) && !looksLikeKey(name);
}
