import { Client } from 'pg';
import { createPool } from '../../../../lib/usage/postgres/create-pool';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import type { UsageLog } from '../../../../lib/usage/usage-log';
import { UsageLogError } from '../../../../lib/usage/usage-log-error';
import { startPostgres, type RunningPostgres } from '../../../support/postgres/start-postgres';
import { NOON_MS, usageRow } from '../usage-rows';

jest.setTimeout(60_000);

let postgres: RunningPostgres;
let admin: Client;
let log: UsageLog;
let schemas = 0;
let schema: string;

beforeAll(async () => {
	postgres = await startPostgres();
	admin = new Client(settingsOf('none'));
	// The server may end first.
	admin.on('error', () => undefined);
	await admin.connect();
}, 60_000);
afterAll(() => admin.end());

beforeEach(() => {
	schema = `hard_times_${++schemas}`;
	log = createPostgresUsageLog(settingsOf(schema));
});
afterEach(() => log.close());

function settingsOf(name: string, change: Partial<PostgresSettings> = {}): PostgresSettings {
	const { host, port, database, user, password } = postgres;
	return { host, port, database, user, password, schema: name, poolSize: 3, ...change };
}

const endOurSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'n8n-nodes-routed-llm'`;

it('a locked table is told in seconds, and leaves no session behind that waits for it', async () => {
	await log.record([usageRow()]);
	await admin.query(
		`BEGIN; LOCK TABLE ${schema}.calls, ${schema}.places, ${schema}.spend_by_place, ${schema}.migrations`,
	);
	const other = createPostgresUsageLog(settingsOf(schema));
	const tried = await Promise.allSettled([
		log.record([usageRow({ group: 'one that is not known yet' })]),
		log.calls({}),
		log.spend({ boundariesMs: [NOON_MS, NOON_MS + 900_000], groupBy: [] }),
		other.calls({}),
	]);
	expect(tried).toMatchObject(
		Array.from({ length: 4 }, () => ({
			status: 'rejected',
			reason: { code: 'busy', message: expect.stringContaining('another session keeps a table locked') },
		})),
	);
	const { rows } = await admin.query(
		`SELECT query FROM pg_stat_activity WHERE application_name = 'n8n-nodes-routed-llm' AND state <> 'idle'`,
	);
	await admin.query('ROLLBACK');
	expect(rows).toEqual([]);
	await other.close();
});

it('what a server lost in a crash is made anew: no call refers to what is gone', async () => {
	const row = () => usageRow({ startedAtMs: NOON_MS, tags: { team: 'a' } });
	await log.record([row()]);
	for (const table of ['calls', 'places', 'routes', 'origins', 'tag_sets', 'spend', 'spend_by_place'])
		await admin.query(`DELETE FROM ${schema}.${table}`);
	await admin.query(endOurSessions);
	const again = async () => await log.record([row()]);
	// The first may still meet the connection that has just ended.
	await again().catch(again);
	expect(await log.calls({})).toHaveLength(1);
	expect((await log.spend({ boundariesMs: [NOON_MS, NOON_MS + 900_000], groupBy: ['model'] })).rows).toMatchObject([
		{ labels: ['gpt-4o'], calls: 1 },
	]);
});

it('any number may record at once by one handle, also while the schema is dropped', async () => {
	let recording = true;
	const errors: unknown[] = [];
	const recorders = Array.from({ length: 6 }, async (_, recorder) => {
		for (let turn = 0; recording; turn++)
			await log
				.record([usageRow({ group: `group ${recorder % 2} ${turn}` })])
				.catch((error: unknown) => errors.push(error));
	});
	for (let turn = 0; turn < 10; turn++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).catch(() => undefined);
	}
	recording = false;
	await Promise.all(recorders);
	expect(errors.filter((error) => !(error instanceof UsageLogError))).toEqual([]);
	const told = await log.calls({ limit: 100_000 });
	const { rows } = await admin.query(`SELECT count(*)::integer AS calls FROM ${schema}.calls`);
	expect(rows).toEqual([{ calls: told.length }]);
});

it('a database that is serializable unless told otherwise takes what many record at once', async () => {
	await admin.query(`ALTER DATABASE postgres SET default_transaction_isolation = 'serializable'`);
	const logs = Array.from({ length: 8 }, () => createPostgresUsageLog(settingsOf(schema)));
	for (let turn = 0; turn < 5; turn++)
		await Promise.all(logs.map((one) => one.record([usageRow({ group: `group ${turn}` }), usageRow()])));
	expect((await log.totals({})).calls).toBe(80);
	await Promise.all(logs.map((one) => one.close()));
	await admin.query(`ALTER DATABASE postgres RESET default_transaction_isolation`);
});

it('TLS is as the credential says, whatever the environment of n8n says', async () => {
	process.env.PGSSLMODE = 'require';
	try {
		await log.record([usageRow()]);
	} finally {
		delete process.env.PGSSLMODE;
	}
});

it('a pool that is closed opens no connection any more, and may be closed twice', async () => {
	const pool = createPool(settingsOf(schema));
	const asked = pool
		.use((client) => client.query('SELECT 1'))
		.then(
			() => 'asked',
			(error: Error) => error.message,
		);
	await pool.close();
	expect(await asked).toContain('closed');
	await log.record([usageRow()]);
	await log.close();
});
