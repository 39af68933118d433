import type { ConfigFault } from '../errors';
import { quoteName } from './quote-word';
import { fieldOf } from './raw-input';
import { remedyFor } from './suggest';

const LISTS = ['fallbacks', 'contextWindowFallbacks'] as const;

/** Fallbacks of a group that name no group, the group itself, or one twice. Reads raw input. */
export function fallbackFaults(groupName: string, group: unknown, groupNames: readonly string[]): ConfigFault[] {
	return LISTS.flatMap((list) => {
		const names = fieldOf(group, list);
		if (!Array.isArray(names)) return [];
		return names.flatMap((name: unknown, index): ConfigFault[] => {
			const message = typeof name === 'string' ? faultOf(name, names.slice(0, index)) : undefined;
			return message === undefined ? [] : [{ path: ['groups', groupName, list, index], message }];
		});
	});

	function faultOf(name: string, earlier: readonly unknown[]): string | undefined {
		if (name === groupName) return `The group${quoteName(name)} cannot fall back to itself; remove it here`;
		if (earlier.includes(name)) return `The group${quoteName(name)} stands in this list already; remove it here`;
		if (groupNames.includes(name)) return undefined;
		const remedy =
			remedyFor(
				name,
				groupNames.filter((other) => other !== groupName),
			) ?? 'correct its name or add the group';
		return `There is no group${quoteName(name)}; ${remedy}`;
	}
}
