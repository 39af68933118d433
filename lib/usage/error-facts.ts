/**
 * What a thrown value says of itself. Not by `instanceof Error`: errors made by Node's own modules belong to another
 * realm where code runs in a `vm` context, as tests do.
 */
export function errorMessage(error: unknown): string {
	const message = errorField(error, 'message');
	return typeof message === 'string' ? message : String(error);
}

export function errorField(error: unknown, field: string): unknown {
	return typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
}
