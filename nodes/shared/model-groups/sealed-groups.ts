import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Whose model groups they are. Sealed ones are no good for anyone else. */
export interface Owner {
	/** n8n's id of the instance, which is public. */
	instance?: string;
	/** n8n's id of the credential. */
	credential: string;
}

/** Older ones are not used. */
export const SEALED_FOR_MS = 30 * 86_400_000;

const VERSION = 'v2';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Model groups for a place where others may read and write: encrypted and signed (AES-256-GCM) with a hash of n8n's
 * encryption key, so that only processes of this n8n can read them or make such ones. They hold for one credential.
 */
export function seal(groups: object, owner: Owner, encryptionKey: string, nowMs: number): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, keyFrom(encryptionKey), iv).setAAD(nameOf(owner));
	const content = JSON.stringify({ sealedAtMs: nowMs, groups });
	const sealed = Buffer.concat([iv, cipher.update(content, 'utf8'), cipher.final()]);
	return `${VERSION}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64')}`;
}

/**
 * The model groups, if a process of this n8n sealed them for this credential within `SEALED_FOR_MS`; else undefined.
 * @param earliestMs older ones are not taken either: who may write to Redis can put an earlier one back
 */
export function unseal(
	sealed: string,
	owner: Owner,
	encryptionKey: string,
	nowMs: number,
	earliestMs = -Infinity,
): object | undefined {
	const [version, text, ...rest] = sealed.split('.');
	if (version !== VERSION || text === undefined || rest.length > 0) return undefined;
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
	try {
		const decipher = createDecipheriv(CIPHER, keyFrom(encryptionKey), bytes.subarray(0, IV_BYTES), {
			authTagLength: TAG_BYTES,
		})
			.setAAD(nameOf(owner))
			.setAuthTag(bytes.subarray(-TAG_BYTES));
		const content = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
		const { sealedAtMs, groups } = JSON.parse(content.toString('utf8')) as { sealedAtMs: number; groups: object };
		return Math.abs(nowMs - sealedAtMs) <= SEALED_FOR_MS && sealedAtMs >= earliestMs ? groups : undefined;
	} catch {
		return undefined;
	}
}

/** n8n uses the key itself for its credentials, and hashes of its own for what it shows: this one is for this use alone. */
function keyFrom(encryptionKey: string): Buffer {
	return createHmac('sha256', encryptionKey).update('n8n-nodes-routed-llm shared model groups').digest();
}

function nameOf({ instance = '', credential }: Owner): Buffer {
	return Buffer.from(JSON.stringify([VERSION, instance, credential]));
}
