import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { n8nFolder } from './n8n-folder';

/**
 * The key with which n8n encrypts its credentials, the same in all processes of an n8n and secret, found the
 * way n8n finds it: `N8N_ENCRYPTION_KEY`, else the file that `N8N_ENCRYPTION_KEY_FILE` names, else the settings file in
 * n8n's folder.
 * @returns undefined when there is none, or it cannot be read
 */
export function n8nEncryptionKey(environment: NodeJS.ProcessEnv = process.env): string | undefined {
	return fromEnvironment(environment) || fromSettingsFile(environment) || undefined;
}

/** n8n does not look at the file's name where the variable is there, even if it is empty. */
function fromEnvironment({
	N8N_ENCRYPTION_KEY: key,
	N8N_ENCRYPTION_KEY_FILE: file,
}: NodeJS.ProcessEnv): string | undefined {
	if (key !== undefined) return withoutQuotationMarks(key);
	const content = file ? readText(file) : undefined;
	return content === undefined ? undefined : withoutQuotationMarks(content);
}

/** As n8n does with text from its environment. */
function withoutQuotationMarks(value: string): string {
	return value.trim().replace(/^(['"])(.*)\1$/, '$2');
}

function fromSettingsFile(environment: NodeJS.ProcessEnv): string | undefined {
	try {
		const { encryptionKey } = JSON.parse(readText(join(n8nFolder(environment), 'config')) ?? '') as {
			encryptionKey?: unknown;
		};
		return typeof encryptionKey === 'string' ? encryptionKey : undefined;
	} catch {
		return undefined;
	}
}

function readText(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
