import type { Deployment } from '../types/deployment';

/**
 * Deployments in the order in which a call prefers them: by priority, inside a priority by weighted shuffle.
 * (`least-used` is decided by the state store, which knows the use; this order breaks its ties.)
 *
 * The shuffle draws without replacement with probabilities in proportion to the weights: sort by
 * random^(1/weight) (Efraimidis and Spirakis, 2006).
 */
export function orderDeployments(
	deployments: readonly Deployment[],
	random: () => number,
): Deployment[] {
	if (deployments.length === 1) return [deployments[0]!];
	return deployments
		.map((deployment) => ({ deployment, draw: Math.log(1 - random()) / deployment.weight }))
		.sort((a, b) => a.deployment.priority - b.deployment.priority || b.draw - a.draw)
		.map(({ deployment }) => deployment);
}
