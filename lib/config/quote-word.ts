/** ` "word"`, or nothing for what may be a key in the wrong field: those hold digits or are longer. */
export function quoteWord(value: unknown): string {
	return typeof value === 'string' && /^(?!sk-)[a-z_-]{1,24}$/i.test(value) ? ` ${JSON.stringify(value)}` : '';
}

/** ` "name"` of a setting or a group, or nothing for what looks like a key: `sk-…`, or 16 letters and digits in a row. */
export function quoteName(name: string): string {
	const mixed = (name.match(/[a-z\d]{16,}/gi) ?? []).some((part) => /\d/.test(part) && /[a-z]/i.test(part));
	return mixed || name.length > 60 || /^sk-/i.test(name) ? '' : ` ${JSON.stringify(name)}`;
}
