import { createSqliteUsageLog, type CallFilter, type UsageRow } from '../../../lib';
import { usageLogFolder } from '../../../nodes/shared/n8n-folder';

/** The rows of an n8n process's embedded usage log, newest first; n8n may be running or ended. */
export async function usageRows(n8n: { readonly userFolder: string }, filter: CallFilter = {}): Promise<UsageRow[]> {
	const log = createSqliteUsageLog({ folder: usageLogFolder({ N8N_USER_FOLDER: n8n.userFolder }) });
	try {
		return await log.calls({ limit: 1000, ...filter });
	} finally {
		await log.close();
	}
}
