import { parseConfig } from '../../../lib/config/parse-config';
import type { DeploymentInput, GroupInput } from '../../../lib/config/input';
import type { Deployment, ModelGroup } from '../../../lib/types/deployment';

/** A group of models `a`, `b`, … of one priority, unless they say otherwise, as the configuration gate hands it out. */
export function groupOf(deployments: Array<Partial<DeploymentInput>>, settings: Partial<GroupInput> = {}): ModelGroup {
	const rows = deployments.map((deployment, row) => {
		const model = deployment.model ?? String.fromCharCode(97 + row);
		return { provider: 'openai' as const, apiKey: 'key', name: model, ...deployment, model };
	});
	return parseConfig({ groups: { chat: { ...settings, deployments: rows } } }).groups.get('chat')!;
}

export const namesOf = (deployments: readonly Deployment[]): string => deployments.map(({ name }) => name).join('');
