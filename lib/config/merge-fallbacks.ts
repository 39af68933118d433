import { MAX_MERGED_DEPLOYMENTS } from '../bounds';
import type { Deployment, ModelGroup } from '../types/deployment';

/** A group as it stands in the configuration, before those it falls back to. */
export interface OwnGroup {
	/** Under the names that people want; they may repeat. */
	readonly deployments: readonly Deployment[];
	readonly localOnly: boolean;
	/** Names of groups; one that there is none of adds nothing. */
	readonly fallbacks: readonly string[];
	readonly contextWindowFallbacks: readonly string[];
}

type Merged = Pick<ModelGroup, 'deployments' | 'longCallDeployments'>;

/**
 * For each group all deployments that its calls may reach, in order, each identity once, at its first place, names unique.
 * The groups in `fallbacks` follow in the order written, then theirs, and so on, each group once; priorities are shifted
 * beyond those before. Calls that are too long go where any of these groups sends its long calls, and on from there.
 * A fallback that is local only gives no cloud deployment, and leads to none. (Those of a call for the group itself are left
 * out by the call's plan, which says why.)
 * @returns undefined when all groups together reach more than `MAX_MERGED_DEPLOYMENTS`, counted each time one is reached
 */
export function mergeFallbacks(groups: ReadonlyMap<string, OwnGroup>): ReadonlyMap<string, Merged> | undefined {
	const merged = new Map<string, Merged>();
	let left = MAX_MERGED_DEPLOYMENTS;
	for (const [name, group] of groups) {
		const usual = reach(
			[{ name, group, localOnly: false }],
			(from) => follow(groups, from, from.group.fallbacks),
			left,
		);
		left -= countOf(usual);
		const long = reach(
			usual.flatMap((from) => follow(groups, from, from.group.contextWindowFallbacks)),
			(from) => follow(groups, from, [...from.group.fallbacks, ...from.group.contextWindowFallbacks]),
			left,
		);
		left -= countOf(long);
		if (left < 0) return undefined;
		const line = new Line();
		merged.set(name, {
			deployments: usual.flatMap((step) => line.add(step)),
			longCallDeployments: long.flatMap((step) => line.add(step)),
		});
	}
	return merged;
}

interface Reached {
	name: string;
	group: OwnGroup;
	/** No cloud deployment is reached this way. */
	localOnly: boolean;
}

function follow(groups: ReadonlyMap<string, OwnGroup>, { localOnly }: Reached, names: readonly string[]): Reached[] {
	return names.flatMap((name) => {
		const group = groups.get(name);
		return group === undefined ? [] : [{ name, group, localOnly: localOnly || group.localOnly }];
	});
}

/**
 * Nearest first. A group is visited a second time only where that way is open to cloud deployments and the first was not.
 * Ends soon after more than `most` deployments were reached.
 */
function reach(start: readonly Reached[], next: (from: Reached) => Reached[], most: number): Reached[] {
	const reached: Reached[] = [];
	const open = new Set<string>();
	const localOnly = new Set<string>();
	const add = (step: Reached): void => {
		if (open.has(step.name) || (step.localOnly && localOnly.has(step.name))) return;
		(step.localOnly ? localOnly : open).add(step.name);
		reached.push(step);
	};
	start.forEach(add);
	let count = 0;
	// Grows while it is walked along.
	for (const step of reached) {
		count += step.group.deployments.length;
		if (count > most) break;
		next(step).forEach(add);
	}
	return reached;
}

function countOf(reached: readonly Reached[]): number {
	return reached.reduce((count, { group }) => count + group.deployments.length, 0);
}

/** Deployments one behind the other. */
class Line {
	private readonly ids = new Set<string>();
	private readonly names = new Set<string>();
	/** By the name wanted: the number of the last one that got it. */
	private readonly numbers = new Map<string, number>();
	private lastPriority = 0;

	/** Those of the group that do not stand in the line yet. */
	add({ group, localOnly }: Reached): Deployment[] {
		const shift = this.lastPriority;
		return group.deployments.flatMap((deployment) => {
			if ((localOnly && deployment.locality === 'cloud') || this.ids.has(deployment.id)) return [];
			const priority = shift + deployment.priority;
			this.ids.add(deployment.id);
			this.lastPriority = Math.max(this.lastPriority, priority);
			return [{ ...deployment, name: this.uniqueName(deployment.name), priority }];
		});
	}

	/** A second deployment of the same name gets ` (2)`, a third ` (3)`. */
	private uniqueName(wanted: string): string {
		let number = this.numbers.get(wanted) ?? 0;
		let name: string;
		do {
			number += 1;
			name = number === 1 ? wanted : `${wanted} (${number})`;
		} while (this.names.has(name));
		this.numbers.set(wanted, number);
		this.names.add(name);
		return name;
	}
}
