/** A text of an answer; anything else that a server sends in its place is passed over. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
