import { join } from 'node:path';
import { fingerprintOf } from './fingerprint';

/** n8n's own folder, found the way n8n finds it (`N8N_USER_FOLDER`, else the home folder). */
export function n8nFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const homeVariable = process.platform === 'win32' ? 'USERPROFILE' : 'HOME';
	const userHome = environment.N8N_USER_FOLDER ?? environment[homeVariable] ?? process.cwd();
	return join(userHome, '.n8n');
}

/** Where the usage log lives: a folder of our own in n8n's folder. */
export function usageLogFolder(environment: NodeJS.ProcessEnv = process.env): string {
	return join(n8nFolder(environment), 'routed-llm');
}

/**
 * Where rows wait that go to Postgres: a folder for each credential, whatever is edited in it, below that of the embedded log, which
 * does not look there.
 * @param name n8n's id of the credential
 */
export function outboxFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string {
	return join(usageLogFolder(environment), `outbox-${/^[\w-]{1,64}$/.test(name) ? name : fingerprintOf(name)}`);
}
