import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteAlertLedger } from '../../../../lib/usage/sqlite/sqlite-alert-ledger';
import { describeAlertLedger } from '../alert-ledger-contract';

describeAlertLedger('SQLite', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-usage-'));
	return {
		ledger: createSqliteAlertLedger({ folder }),
		other: createSqliteAlertLedger({ folder }),
		remove: async () => rmSync(folder, { recursive: true, force: true }),
	};
});
