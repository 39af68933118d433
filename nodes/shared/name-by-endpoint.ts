import type { DeploymentInput } from '../../lib';

/** A row of the Deployments table, and what its credential calls the endpoint it is on. */
export interface PlacedDeployment {
	deployment: DeploymentInput;
	endpointName: string;
}

/**
 * Names deployments of one model on several endpoints for these, such as `ollama/llama3.2 @ desk`: the library would
 * number them. Names that the user gave stay, and so does provider/model wherever it is enough.
 */
export function nameByEndpoint(placed: readonly PlacedDeployment[]): DeploymentInput[] {
	const endpointNames = new Map<string, Set<string>>();
	for (const { deployment, endpointName } of placed) {
		if (deployment.name !== undefined) continue;
		const name = usualName(deployment);
		endpointNames.set(name, (endpointNames.get(name) ?? new Set()).add(endpointName));
	}
	return placed.map(({ deployment, endpointName }) => {
		const name = usualName(deployment);
		if (deployment.name !== undefined || endpointNames.get(name)!.size === 1) return deployment;
		return { ...deployment, name: `${name} @ ${endpointName}` };
	});
}

function usualName({ provider, model }: DeploymentInput): string {
	return `${provider}/${model}`;
}
