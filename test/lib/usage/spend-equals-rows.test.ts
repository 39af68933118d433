import { createPostgresUsageLog } from '../../../lib/usage/postgres/postgres-usage-log';
import { createSqliteUsageLog } from '../../../lib/usage/sqlite/sqlite-usage-log';
import { startPostgres } from '../../support/postgres/start-postgres';
import { expectSpendToEqualRows } from './spend-equals-rows';
import { useTemporaryFolder } from './temporary-folder';

describe('for 50 random zones and ranges, before and after retention, what a report says equals sums over the rows', () => {
	const folder = useTemporaryFolder();

	it('in SQLite', async () => {
		await expectSpendToEqualRows(createSqliteUsageLog({ folder: folder.path }));
	}, 60_000);

	it('in Postgres', async () => {
		const { host, port, database, user, password } = await startPostgres();
		const log = createPostgresUsageLog({ host, port, database, user, password, schema: 'routed_llm', poolSize: 3 });
		await expectSpendToEqualRows(log);
		await log.close();
	}, 60_000);
});
