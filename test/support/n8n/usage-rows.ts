import { createSqliteUsageLog, type CallFilter, type UsageRow } from '../../../lib';
import { usageLogFolder } from '../../../nodes/shared/n8n-folder';
import type { RunningN8n } from './start-n8n';

/** The rows of an n8n's embedded usage log, newest first; n8n may be running or ended. */
export async function usageRows(n8n: RunningN8n, filter: CallFilter = {}): Promise<UsageRow[]> {
	const log = createSqliteUsageLog({ folder: usageLogFolder({ N8N_USER_FOLDER: n8n.userFolder }) });
	try {
		return await log.calls({ limit: 1000, ...filter });
	} finally {
		await log.close();
	}
}
