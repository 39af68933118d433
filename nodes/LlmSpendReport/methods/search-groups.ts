import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { createGroupsSource } from '../../shared/model-groups/groups-source';
import { textOf } from '../../shared/parameter-values';
import { loadRuntime, type Runtime } from '../../shared/runtime';
import type { ReadTarget } from '../../shared/usage-destinations';
import { readPostgresTarget } from '../../shared/usage-source';

const QUARTER_HOUR_MS = 900_000;
const LOOK_BACK_MS = 30 * 86_400_000;

/**
 * Names of model groups for the filters: those of the credential where Source is Shared Model Groups, then those that the
 * usage log has seen in the last 30 days.
 */
export async function searchGroups(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const runtime = await loadRuntime();
	const source = textOf(this.getCurrentNodeParameter('source'));
	const groups = source === 'groups' ? await createGroupsSource(this, runtime)() : undefined;
	const target = source === 'postgres' ? await readPostgresTarget(this, runtime.library, 'Source') : (groups?.postgres ?? { kind: 'embedded' as const });
	const names = new Set([...(groups?.groupNames ?? []), ...(await namesInLog(runtime, target))]);
	const wanted = filter.toLowerCase();
	return { results: [...names].filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, value: name })) };
}

async function namesInLog(runtime: Runtime, target: ReadTarget): Promise<string[]> {
	const toMs = Math.ceil(Date.now() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
	const { rows } = await runtime.usageLog(target).spend({ boundariesMs: [toMs - LOOK_BACK_MS, toMs], groupBy: ['group'] });
	return rows.flatMap(({ labels: [name] }) => (name ? [name] : [])).sort();
}
