import { createSqliteUsageLog, type UsageRow } from '../../../lib';
import { usageLogFolder } from '../../../nodes/shared/n8n-folder';
import { usageRow } from '../../lib/usage/usage-rows';

/** Puts calls into the embedded usage log of an n8n that may be running. They began now unless told otherwise. */
export async function recordCalls(
	n8n: { readonly userFolder: string },
	rows: ReadonlyArray<Partial<UsageRow>>,
): Promise<void> {
	const log = createSqliteUsageLog({ folder: usageLogFolder({ N8N_USER_FOLDER: n8n.userFolder }) });
	try {
		await log.record(rows.map((fields) => usageRow({ startedAtMs: Date.now(), ...fields })));
	} finally {
		await log.close();
	}
}
