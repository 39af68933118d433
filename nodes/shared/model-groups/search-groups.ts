import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { loadRuntime } from '../runtime';
import { createGroupsSource } from './groups-source';

/** Names of the groups in the Model Groups credential, filtered by what the user typed. */
export async function searchGroups(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const { groupNames } = await createGroupsSource(this, await loadRuntime())();
	const wanted = filter.toLowerCase();
	return {
		results: groupNames.filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, value: name })),
	};
}
