import type { ConfigFault } from '../errors';
import type { ProviderName } from '../types/deployment';
import { DEFAULT_BASE_URLS } from './defaults';
import { deploymentIdentity } from './deployment-identity';
import { baseUrlFault, toEndpoint } from './endpoint';
import { fallbackFaults } from './fallback-faults';
import { entriesOf, fieldOf } from './raw-input';

/**
 * Faults that no single field shows: addresses that are none, one deployment listed twice, and fallbacks that lead nowhere.
 * Reads the raw input, so that they are found even when other fields are wrong.
 */
export function relationalFaults(input: unknown): ConfigFault[] {
	const faults: ConfigFault[] = [];
	const groups = entriesOf(fieldOf(input, 'groups'));
	const groupNames = groups.map(([name]) => name);
	for (const [groupName, group] of groups) {
		faults.push(...fallbackFaults(groupName, group, groupNames));
		const firstRows = new Map<string, number>();
		const deployments = fieldOf(group, 'deployments');
		if (!Array.isArray(deployments)) continue;
		deployments.forEach((deployment: unknown, row) => {
			const path = ['groups', groupName, 'deployments', row];
			const provider = fieldOf(deployment, 'provider');
			const baseUrl = fieldOf(deployment, 'baseUrl');
			const model = fieldOf(deployment, 'model');
			if (!isKnownProvider(provider)) return;
			if (baseUrl !== undefined && typeof baseUrl !== 'string') return;
			const fault = baseUrlFault(provider, baseUrl);
			if (fault !== undefined) {
				faults.push({ path: [...path, 'baseUrl'], message: fault });
				return;
			}
			if (typeof model !== 'string' || model.trim() === '') return;
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
			if (firstRow === undefined) firstRows.set(id, row);
			else
				faults.push({
					path,
					message: `The same deployment (${provider}/${model.trim()}) stands already at position ${firstRow + 1} of the group; remove one, and use its retries or weight instead`,
				});
		});
	}
	return faults;
}

function isKnownProvider(value: unknown): value is ProviderName {
	return typeof value === 'string' && Object.hasOwn(DEFAULT_BASE_URLS, value);
}
