import { join } from 'node:path';

/** Where the usage log lives: a folder of our own in n8n's folder, found the way n8n finds its own (`N8N_USER_FOLDER`, else the home folder). */
export function usageLogFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const homeVariable = process.platform === 'win32' ? 'USERPROFILE' : 'HOME';
	const userHome = environment.N8N_USER_FOLDER ?? environment[homeVariable] ?? process.cwd();
	return join(userHome, '.n8n', 'routed-llm');
}
