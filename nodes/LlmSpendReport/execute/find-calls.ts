import type { CallFilter, SpendFilter, UsageLog, UsageRow } from '../../../lib';

export interface CallSearch extends Pick<CallFilter, 'fromMs' | 'toMs' | 'status' | 'withTexts'> {
	limit: number;
	filter?: SpendFilter;
}

/** The log looks for some labels itself; for the others its rows are read so many at a time. */
const PAGE_ROWS = 1000;

/** The newest calls that carry all labels of the filter; those of deployment, provider and model count in any attempt. */
export async function findCalls(log: UsageLog, { limit, filter = {}, ...search }: CallSearch): Promise<UsageRow[]> {
	const { group, workflowId, ...others } = filter;
	const query: CallFilter = { ...search, group, workflowId };
	if (Object.keys(others).length === 0) return await log.calls({ ...query, limit });
	const found = new Map<string, UsageRow>();
	for (let { toMs } = search; ;) {
		const page = await log.calls({ ...query, toMs, limit: PAGE_ROWS });
		for (const row of page) if (found.size < limit && carries(row, others)) found.set(row.callId, row);
		const last = page.at(-1);
		if (found.size >= limit || last === undefined || page.length < PAGE_ROWS) return [...found.values()];
		// Once more the millisecond at which the page ended, since it may hold further calls; unless it filled the page alone.
		toMs = page[0]!.startedAtMs === last.startedAtMs ? last.startedAtMs : last.startedAtMs + 1;
	}
}

function carries(row: UsageRow, { deployment, provider, model, nodeName, tags = {} }: SpendFilter): boolean {
	if (nodeName !== undefined && row.nodeName !== nodeName) return false;
	if (Object.entries(tags).some(([name, value]) => row.tags?.[name] !== value)) return false;
	const places = row.attempts ?? [{ deployment: row.deployment, provider: row.provider, model: row.requestedModel }];
	return places.some(
		(place) =>
			(deployment === undefined || place.deployment === deployment) &&
			(provider === undefined || place.provider === provider) &&
			(model === undefined || place.model === model),
	);
}
