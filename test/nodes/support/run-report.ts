import type { IDataObject } from 'n8n-workflow';
import { createSqliteUsageLog, type UsageRow } from '../../../lib';
import { usageLogFolder } from '../../../nodes/shared/n8n-folder';
import { usageRow } from '../../lib/usage/usage-rows';
import { runNode, type NodeRun, type RunSettings } from './run-node';

/** Runs the LLM Spend Report node, as a trigger does, over the embedded log unless told otherwise. */
export async function runReport(parameters: IDataObject, settings: Partial<RunSettings> = {}): Promise<NodeRun> {
	return await runNode({
		node: 'llmSpendReport',
		mode: 'trigger',
		timeZone: 'Europe/Berlin',
		...settings,
		parameters: { source: 'embedded', ...parameters },
	});
}

/** Items of an output, the first one unless told otherwise; throws the node's error. */
export async function reportItems(
	parameters: IDataObject,
	{ output = 0, ...settings }: Partial<RunSettings> & { output?: number } = {},
): Promise<IDataObject[]> {
	const { outputs, error } = await runReport(parameters, settings);
	if (error !== undefined) throw error;
	return (outputs[output] ?? []).map(({ json }) => json);
}

/** Puts calls into this test file's embedded log; they began now unless told otherwise. */
export async function recordCalls(rows: ReadonlyArray<Partial<UsageRow>>): Promise<UsageRow[]> {
	const complete = rows.map((fields) => usageRow({ startedAtMs: Date.now(), ...fields }));
	const log = createSqliteUsageLog({ folder: usageLogFolder() });
	await log.record(complete);
	await log.close();
	return complete;
}
