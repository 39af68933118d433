/**
 * An address without the slashes at its end. In one pass: a regular expression for it tries every slash as the first of
 * them, which takes seconds for a text of nothing but slashes and one other character.
 */
export function withoutTrailingSlashes(address: string): string {
	let end = address.length;
	while (end > 0 && address[end - 1] === '/') end -= 1;
	return address.slice(0, end);
}
