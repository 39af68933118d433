import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { createGroupsSource, type SharedGroups } from '../../shared/model-groups/groups-source';
import { textOf } from '../../shared/parameter-values';
import { loadRuntime, type Runtime } from '../../shared/runtime';

const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 30;

/**
 * Names of model groups for the filters: those that the usage log has seen in the last 30 days and, where Source is Shared Model
 * Groups, those of the credential. Logs in Postgres are not read for a list; there the credential's are all.
 */
export async function searchGroups(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const runtime = await loadRuntime();
	const source = textOf(this.getCurrentNodeParameter('source')) || 'embedded';
	const groups = source === 'groups' ? await createGroupsSource(this, runtime)() : undefined;
	const names = [...(groups?.groupNames ?? []), ...(await namesInLog(runtime, source, groups))];
	const wanted = filter.toLowerCase();
	return {
		results: [...new Set(names)].filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, value: name })),
	};
}

async function namesInLog(runtime: Runtime, source: string, groups: SharedGroups | undefined): Promise<string[]> {
	if (source === 'postgres' || groups?.postgres !== undefined) return [];
	const toMs = Date.now();
	const { rows } = await runtime.usageLog({ kind: 'embedded' }).spend({ boundariesMs: [toMs - LOOK_BACK_DAYS * DAY_MS, toMs], groupBy: ['group'] });
	return rows.map(({ labels }) => labels[0]).filter((name) => name !== undefined && name !== null && name !== '').map(String).sort();
}
