/** Parameters come from the panel or from an expression: a number may be text, an emptied field is ''. */

/** Trimmed; '' for what is no text or number. */
export function textOf(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' ? String(value) : '';
}

/** Names separated by commas, or a list of them. */
export function namesOf(value: unknown): string[] {
	const names = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',');
	return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** A secret as it is, since blanks at its ends may belong to it; undefined when the field is empty. */
export function passwordOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : textOf(value) || undefined;
}

/**
 * A number, or undefined when the field is empty. What cannot be read as a number is handed on as it is, for the
 * library's configuration gate to refuse by name.
 */
export function numberOf(value: unknown): number | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string') {
		if (value.trim() === '') return undefined;
		const number = Number(value);
		if (!Number.isNaN(number)) return number;
	}
	return value as number;
}

export function recordOf(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}

/** The rows of a fixedCollection under the name of its one option. */
export function rowsOf(collection: unknown, name: string): Array<Record<string, unknown>> {
	const rows = recordOf(collection)[name];
	return Array.isArray(rows) ? rows.map(recordOf) : [];
}

/** The value of a resource locator, or of a plain field or expression in its place. */
export function locatorValueOf(value: unknown): string {
	return textOf(isRecord(value) ? value.value : value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
