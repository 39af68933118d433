import type { ConfigFault } from '../errors';
import { quoteName } from './quote-word';
import { fieldOf } from './raw-input';
import { remedyFor } from './suggest';

const LISTS = ['fallbacks', 'contextWindowFallbacks'] as const;

/** Fallbacks of a group that name no group, the group itself, or one twice; at most `most` faults. Reads raw input. */
export function fallbackFaults(
	groupName: string,
	group: unknown,
	groupNames: ReadonlySet<string>,
	most: number,
): ConfigFault[] {
	const faults: ConfigFault[] = [];
	for (const list of LISTS) {
		const names = fieldOf(group, list);
		const earlier = new Set<unknown>();
		if (!Array.isArray(names)) continue;
		for (const [index, name] of (names as unknown[]).entries()) {
			if (faults.length >= most) return faults;
			const message = typeof name === 'string' ? faultOf(name, earlier.has(name)) : undefined;
			if (message !== undefined) faults.push({ path: ['groups', groupName, list, index], message });
			earlier.add(name);
		}
	}
	return faults;

	function faultOf(name: string, isRepeated: boolean): string | undefined {
		if (name === groupName) return `The group${quoteName(name)} cannot fall back to itself; remove it here`;
		if (isRepeated) return `The group${quoteName(name)} stands in this list already; remove it here`;
		if (groupNames.has(name)) return undefined;
		const others = [...groupNames].filter((other) => other !== groupName && quoteName(other) !== '');
		return `There is no group${quoteName(name)}; ${remedyFor(name, others) ?? 'correct its name or add the group'}`;
	}
}
