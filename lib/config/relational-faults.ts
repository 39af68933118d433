import { MAX_REPORTED_FAULTS } from '../bounds';
import type { ConfigFault } from '../errors';
import { isProviderName } from '../providers/traits';
import { deploymentIdentity } from './deployment-identity';
import { baseUrlFault, toEndpoint } from './endpoint';
import { fallbackFaults } from './fallback-faults';
import { isWithinBounds } from './input';
import { mayBeSaid } from './quote-word';
import { entriesOf, fieldOf } from './raw-input';

/**
 * Faults that no single field shows: addresses that are none, one deployment listed twice, and fallbacks that lead nowhere.
 * Reads the raw input, so that they are found even when other fields are wrong. Stops at `MAX_REPORTED_FAULTS`.
 */
export function relationalFaults(input: unknown): ConfigFault[] {
	const faults: ConfigFault[] = [];
	const groups = entriesOf(fieldOf(input, 'groups'));
	const groupNames = new Set(groups.map(([name]) => name));
	for (const [groupName, group] of groups) {
		faults.push(...fallbackFaults(groupName, group, groupNames, MAX_REPORTED_FAULTS - faults.length));
		const firstRows = new Map<string, number>();
		const deployments = fieldOf(group, 'deployments');
		if (!Array.isArray(deployments)) continue;
		for (const [row, deployment] of (deployments as unknown[]).entries()) {
			if (faults.length >= MAX_REPORTED_FAULTS) return faults;
			const fault = deploymentFault(deployment, row, firstRows);
			if (fault !== undefined)
				faults.push({ path: ['groups', groupName, 'deployments', row, ...fault.path], message: fault.message });
		}
	}
	return faults;
}

/** @param firstRows the identities of the rows before, with the first row of each */
function deploymentFault(deployment: unknown, row: number, firstRows: Map<string, number>): ConfigFault | undefined {
	const provider = fieldOf(deployment, 'provider');
	const baseUrl = fieldOf(deployment, 'baseUrl');
	const model = fieldOf(deployment, 'model');
	if (!isProviderName(provider)) return undefined;
	if (baseUrl !== undefined && typeof baseUrl !== 'string') return undefined;
	const fault = baseUrlFault(provider, baseUrl);
	if (fault !== undefined) return { path: ['baseUrl'], message: fault };
	if (typeof model !== 'string' || model.trim() === '' || !isWithinBounds(deployment)) return undefined;
	const apiKey = fieldOf(deployment, 'apiKey');
	const headers = fieldOf(deployment, 'headers') as Record<string, string> | undefined;
	const endpoint = toEndpoint({
		provider,
		baseUrl,
		apiKey: typeof apiKey === 'string' ? apiKey : undefined,
		headers,
	});
	const id = deploymentIdentity(provider, endpoint, model.trim());
	const firstRow = firstRows.get(id);
	if (firstRow === undefined) {
		firstRows.set(id, row);
		return undefined;
	}
	const which = mayBeSaid(model) ? ` (${provider}/${model.trim()})` : '';
	return {
		path: [],
		message: `The same deployment${which} stands already at position ${firstRow + 1} of the group; remove one, and use its retries or weight instead`,
	};
}
