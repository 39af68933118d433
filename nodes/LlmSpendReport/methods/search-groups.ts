import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { loadRuntime, type Runtime } from '../../shared/runtime';
import type { ReadTarget } from '../../shared/usage-destinations';
import { readSource } from '../read-source';

const LOOK_BACK_MS = 30 * 86_400_000;

/**
 * Names of model groups for the filters: those of the credential where Source is Shared Model Groups, then those that the
 * usage log has seen in the last 30 days.
 */
export async function searchGroups(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const runtime = await loadRuntime();
	const { target, groups } = await readSource(this, runtime, this.getCurrentNodeParameter('source'));
	const names = new Set([...(groups?.groupNames ?? []), ...(await namesInLog(runtime, target))]);
	const wanted = filter.toLowerCase();
	return {
		results: [...names].filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, value: name })),
	};
}

async function namesInLog(runtime: Runtime, target: ReadTarget): Promise<string[]> {
	const quarterHourMs = runtime.library.QUARTER_HOUR_MS;
	const toMs = Math.ceil(Date.now() / quarterHourMs) * quarterHourMs;
	const { rows } = await runtime
		.usageLog(target)
		.spend({ boundariesMs: [toMs - LOOK_BACK_MS, toMs], groupBy: ['group'] });
	return rows.flatMap(({ labels: [name] }) => (name ? [name] : [])).sort();
}
