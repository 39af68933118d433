import type { Deployment } from '../types/deployment';
import { ascending } from './ascending';
import { compareRank, type PlanEntry } from './call-plan';

/**
 * Entries with the cheapest first, inside a priority and among those that were tried alike; an unknown cost comes last.
 * Equal costs keep their order, which is the weighted shuffle's.
 * @param costUsdOf what the call is expected to cost there; undefined: unknown
 */
export function cheapestFirst(
	entries: readonly PlanEntry[],
	costUsdOf: (deployment: Deployment) => number | undefined,
): PlanEntry[] {
	if (entries.length < 2) return [...entries];
	return entries
		.map((entry) => ({ entry, costUsd: costUsdOf(entry.deployment) ?? Infinity }))
		.sort((a, b) => compareRank(a.entry, b.entry) || ascending(a.costUsd, b.costUsd))
		.map(({ entry }) => entry);
}
