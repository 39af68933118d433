import type { Deployment } from '../types/deployment';

/**
 * Deployments by priority, inside a priority by weighted shuffle. Of the other strategies this order breaks the ties: least used
 * and lowest latency are decided by the state store, which knows use and speed, lowest cost by `cheapestFirst`.
 *
 * The shuffle draws without replacement with probabilities in proportion to the weights: sort by
 * random^(1/weight) (Efraimidis and Spirakis, 2006).
 */
export function orderDeployments(deployments: readonly Deployment[], random: () => number): Deployment[] {
	if (deployments.length === 1) return [deployments[0]!];
	return deployments
		.map((deployment) => ({ deployment, draw: Math.log(1 - random()) / deployment.weight }))
		.sort((a, b) => a.deployment.priority - b.deployment.priority || b.draw - a.draw)
		.map(({ deployment }) => deployment);
}
