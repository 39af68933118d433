import type { DeploymentInput, GroupInput, RouterConfigInput } from '../../../lib/config/input';
import { parseConfig } from '../../../lib/config/parse-config';
import { ConfigError, formatPath } from '../../../lib/errors';
import type { Deployment, ModelGroup } from '../../../lib/types/deployment';

export const OPENAI: DeploymentInput = { provider: 'openai', apiKey: 'key-1', model: 'gpt-4o-mini' };
export const OLLAMA: DeploymentInput = { provider: 'ollama', model: 'llama3.2:3b' };

export function configOf(...deployments: unknown[]): RouterConfigInput {
	return groupConfig({ deployments });
}

export function groupConfig(group: object): RouterConfigInput {
	return { groups: { chat: group as GroupInput } };
}

export function parsedGroup(group: object): ModelGroup {
	return parseConfig(groupConfig(group)).groups.get('chat')!;
}

export function parsedDeployment(deployment: object, group: object = {}): Deployment {
	return parsedGroup({ deployments: [deployment], ...group }).deployments[0]!;
}

/** `path: sentence` of every fault; empty when there is none. */
export function faultsOf(config: unknown): string[] {
	try {
		parseConfig(config);
		return [];
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		return error.faults.map(({ path, message }) => `${formatPath(path)}: ${message}`);
	}
}
