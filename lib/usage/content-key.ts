import { createHash } from 'node:crypto';

/** The same text gives the same 128 bits, as a UUID has them: short keys for texts of any length. */
export function contentKey(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
