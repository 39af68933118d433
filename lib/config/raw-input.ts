/** Looking into what nobody has checked yet. */

export function fieldOf(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** None of anything but an object. */
export function entriesOf(value: unknown): Array<[string, unknown]> {
	return isObject(value) ? Object.entries(value) : [];
}

/** Not a list, and not null. */
export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
