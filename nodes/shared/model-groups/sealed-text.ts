import { createHmac, timingSafeEqual } from 'node:crypto';

/** Shorter ones might be found out from what they signed. */
const SHORTEST_SIGNER = 20;

interface Sealed {
	text: string;
	/** By the secret's name. */
	signatures: Record<string, string>;
}

/**
 * A text for a place where others may write: each of the credential's long secrets signs it, so that nobody who does not know one can have
 * another text read with all of them. Without such a secret it stands there unsigned: there is none to be had.
 */
export function seal(text: string, secrets: ReadonlyMap<string, string>): string {
	const signatures = Object.fromEntries(signers(secrets).map(([name, value]) => [name, sign(text, value)]));
	return JSON.stringify({ text, signatures } satisfies Sealed);
}

/** The text, if one secret that the credential still has signed it; undefined if none did, or it is none of ours. */
export function unseal(sealed: string, secrets: ReadonlyMap<string, string>): string | undefined {
	const { text, signatures } = parse(sealed);
	if (typeof text !== 'string') return undefined;
	const known = signers(secrets);
	if (known.length === 0) return text;
	return known.some(([name, value]) => isSame(signatures?.[name], sign(text, value))) ? text : undefined;
}

function signers(secrets: ReadonlyMap<string, string>): Array<[string, string]> {
	return [...secrets].filter(([, value]) => value.length >= SHORTEST_SIGNER);
}

function sign(text: string, secret: string): string {
	return createHmac('sha256', secret).update(text).digest('base64url');
}

function isSame(signature: unknown, expected: string): boolean {
	return (
		typeof signature === 'string' &&
		signature.length === expected.length &&
		timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
	);
}

function parse(sealed: string): Partial<Sealed> {
	try {
		const value: unknown = JSON.parse(sealed);
		return typeof value === 'object' && value !== null ? value : {};
	} catch {
		return {};
	}
}
