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

/**
 * All deployments that calls for a group may reach, in order, each identity once, at its first place, names unique.
 * The groups in `fallbacks` follow in the order written, then theirs, and so on, each group once; priorities are shifted
 * beyond those before. Calls that are too long go where any of these groups sends its long calls, and on from there.
 * A fallback that is local only gives no cloud deployment, and leads to none. (Those of a call for the group itself are left
 * out by the call's plan, which says why.)
 */
export function mergeFallbacks(
	name: string,
	groups: ReadonlyMap<string, OwnGroup>,
): Pick<ModelGroup, 'deployments' | 'longCallDeployments'> {
	const follow = ({ localOnly }: Reached, names: readonly string[]): Reached[] =>
		names.flatMap((next) => {
			const group = groups.get(next);
			return group === undefined ? [] : [{ name: next, group, localOnly: localOnly || group.localOnly }];
		});
	const usual = reach([{ name, group: groups.get(name)!, localOnly: false }], (from) =>
		follow(from, from.group.fallbacks),
	);
	const long = reach(
		usual.flatMap((from) => follow(from, from.group.contextWindowFallbacks)),
		(from) => follow(from, [...from.group.fallbacks, ...from.group.contextWindowFallbacks]),
	);
	const line = new Line();
	return {
		deployments: usual.flatMap((step) => line.add(step)),
		longCallDeployments: long.flatMap((step) => line.add(step)),
	};
}

interface Reached {
	name: string;
	group: OwnGroup;
	/** No cloud deployment is reached this way. */
	localOnly: boolean;
}

/** Nearest first. A group is visited a second time only where that way is open to cloud deployments and the first was not. */
function reach(start: readonly Reached[], next: (from: Reached) => Reached[]): Reached[] {
	const visited: Reached[] = [];
	const open = [...start];
	// Grows while it is walked along.
	for (const step of open) {
		if (visited.some(({ name, localOnly }) => name === step.name && (!localOnly || step.localOnly))) continue;
		visited.push(step);
		open.push(...next(step));
	}
	return visited;
}

/** Deployments one behind the other. */
class Line {
	private readonly ids = new Set<string>();
	private readonly names = new Set<string>();
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
		let name = wanted;
		for (let count = 2; this.names.has(name); count += 1) name = `${wanted} (${count})`;
		this.names.add(name);
		return name;
	}
}
