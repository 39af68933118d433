import { createHash } from 'node:crypto';

/** Tells contents apart without holding them, since there are secrets among them. */
export function fingerprintOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
