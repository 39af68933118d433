import type { ContainedFault } from '../guarded';
import { sayDuration } from '../policy/say-cooling';
import type { NotAdmitted } from '../state/state-store';
import type { Attempt, Hint } from '../types/routing';

/** Deployments that were passed over because they are cooling. */
export function coolingHint(passed: readonly NotAdmitted[], nameOf: (key: string) => string): Hint | undefined {
	const cooling = passed.flatMap((reason) =>
		reason.reason === 'cooling' ? [{ name: nameOf(reason.key), left: sayDuration(reason.untilMs) }] : [],
	);
	if (cooling.length === 0) return undefined;
	return {
		code: 'cooling',
		message: `Cooling down and left out: ${cooling.map(({ name, left }) => `${name} (another ${left})`).join(', ')}.`,
		deployments: cooling.map(({ name }) => name),
	};
}

/** The shared state is out of reach; the call went on with this process's own. */
export function stateHint(degraded: string | undefined): Hint[] {
	if (degraded === undefined) return [];
	const message = `Limits, cooldowns and the queue are kept in this process alone for now: ${degraded}`;
	return [{ code: 'state_in_process', message }];
}

/** Faults inside this process that their own call could not report: the next call that ends has the hint. */
export function containedFaultHint(faults: readonly ContainedFault[]): Hint[] {
	if (faults.length === 0) return [];
	const list = faults.map(({ where, error, count }) => `${where} (${error}${count > 1 ? `, ${count} times` : ''})`);
	return [
		{
			code: 'contained_fault',
			message: `A fault inside this package was contained, and calls went on: ${list.join('; ')}. Please report it.`,
		},
	];
}

/** What was stored of deployments was damaged: the state store has thrown it away and goes on. @param keys '' is of no one deployment */
export function damageHint(keys: readonly string[], nameOf: (key: string) => string): Hint[] {
	if (keys.length === 0) return [];
	const deployments = keys.filter((key) => key !== '').map(nameOf);
	const whose = deployments.length > 0 ? `of ${deployments.join(', ')}` : 'of calls under way or waiting';
	return [
		{
			code: 'state_damaged',
			message: `The state ${whose} in Redis was damaged and was deleted: its limits and cooldown begin anew. Find out what else writes to the keys under the Key Prefix.`,
			deployments,
		},
	];
}

/** A refused key or an unknown model is hidden by failover; the user should mend it all the same. */
export function accessHint(attempts: readonly Attempt[]): Hint[] {
	return attempts.flatMap(({ deployment, failure }) =>
		failure?.kind === 'access' || failure?.kind === 'model_not_found'
			? [
					{
						code: 'access' as const,
						message: `${deployment} refused the call: ${failure.message} Check its credential and model.`,
						deployments: [deployment],
					},
				]
			: [],
	);
}

export function unpricedHint(attempts: readonly Attempt[]): Hint[] {
	const unpriced = namesOf(
		attempts,
		({ usage, costUsd, unitPrices }) => usage !== undefined && costUsd === undefined && unitPrices === undefined,
	);
	if (unpriced.length === 0) return [];
	return [
		{
			code: 'unpriced',
			message: `No price is known for ${unpriced.join(', ')}, so the call's cost is unknown. Set prices on the deployment.`,
			deployments: unpriced,
		},
	];
}

/** Counts that are none, and counts of parts that exceed the whole, which have no price although there are prices. */
export function unusableCountsHint(attempts: readonly Attempt[]): Hint[] {
	const isContradictory = ({ usage, costUsd, unitPrices }: Attempt) =>
		usage !== undefined && costUsd === undefined && unitPrices !== undefined;
	const deployments = namesOf(attempts, (one) => one.unusableCounts !== undefined || isContradictory(one));
	if (deployments.length === 0) return [];
	const sentences = deployments.map((name) => {
		const own = attempts.filter(({ deployment }) => deployment === name);
		const counts = own.findLast(({ unusableCounts }) => unusableCounts !== undefined)?.unusableCounts ?? [];
		const list = counts.map(({ field, reported }) => `${field}: ${reported}`).join(', ');
		const unusable =
			list === '' ? [] : [`counts that cannot be right (${list}), which are estimated where they matter`];
		const contradictory = own.some(isContradictory)
			? ["parts that are larger than the whole they belong to, so the call's cost is unknown"]
			: [];
		return `${name} reported ${[...unusable, ...contradictory].join(', and ')}.`;
	});
	return [{ code: 'unusable_counts', message: `${sentences.join(' ')} Check the server or its version.`, deployments }];
}

function namesOf(attempts: readonly Attempt[], isMeant: (attempt: Attempt) => boolean): string[] {
	return [...new Set(attempts.filter(isMeant).map(({ deployment }) => deployment))];
}
