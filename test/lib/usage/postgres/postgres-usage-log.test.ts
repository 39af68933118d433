import { createPostgresAlertLedger } from '../../../../lib/usage/postgres/postgres-alert-ledger';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { startPostgres, type RunningPostgres } from '../../../support/postgres/start-postgres';
import { describeAlertLedger } from '../alert-ledger-contract';
import { describeUsageLog } from '../usage-log-contract';

let postgres: RunningPostgres;
let schemas = 0;

beforeAll(async () => {
	postgres = await startPostgres();
}, 60_000);

/** Of a schema that is not there yet; its name needs quoting. */
function newSchema(): PostgresSettings {
	const { host, port, database, user, password } = postgres;
	return { host, port, database, user, password, schema: `usage "log" ${++schemas}`, poolSize: 3 };
}

describeUsageLog('Postgres', async () => {
	const settings = newSchema();
	const log = createPostgresUsageLog(settings);
	const other = createPostgresUsageLog(settings);
	return {
		log,
		other,
		async remove() {
			await log.close();
			await other.close();
		},
	};
});

describeAlertLedger('Postgres', async () => {
	const settings = newSchema();
	const ledger = createPostgresAlertLedger(settings);
	const other = createPostgresAlertLedger(settings);
	return {
		ledger,
		other,
		async remove() {
			await ledger.close();
			await other.close();
		},
	};
});
