import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { UsageRow } from '../../lib/types';
import type { PostgresSettings } from '../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../lib/usage/postgres/postgres-usage-log';
import { createSqliteDrainedOutbox } from '../../lib/usage/sqlite/sqlite-drained-outbox';
import { createSqliteUsageLog } from '../../lib/usage/sqlite/sqlite-usage-log';
import type { UsageLog } from '../../lib/usage/usage-log';
import { useTemporaryFolder } from '../lib/usage/temporary-folder';
import { callIdAt, usageRow } from '../lib/usage/usage-rows';
import { compileLib } from '../support/compile-lib';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;
const WITHIN_MS = 20_000;
jest.setTimeout(60_000);

let compiled: string;
let postgres: RunningPostgres;
let schemas = 0;
beforeAll(async () => {
	compiled = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
	compileLib(compiled);
	postgres = await startPostgres();
}, 60_000);
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

function settings(): PostgresSettings {
	const { host, port, database, user, password } = postgres;
	return { host, port, database, user, password, schema: `twice_${schemas}`, poolSize: 2 };
}

/** Calls of one cent. */
const callsOf = (ageMs: number, count = 100): UsageRow[] =>
	Array.from({ length: count }, () => {
		const startedAtMs = Date.now() - ageMs;
		return usageRow({ callId: callIdAt(startedAtMs), startedAtMs, costUsd: 0.01 });
	});

describe.each(['Postgres', 'SQLite'] as const)(
	'attack 07: calls that are delivered again to %s after they were deleted',
	(kind) => {
		const folder = useTemporaryFolder();
		const outboxFolder = () => join(folder.path, 'outbox');
		let log: UsageLog;
		beforeEach(() => {
			schemas++;
			log =
				kind === 'Postgres'
					? createPostgresUsageLog(settings())
					: createSqliteUsageLog({ folder: join(folder.path, 'log') });
		});
		afterEach(() => log.close());

		/** Waits until nothing is in the outbox's file. */
		async function drain(keepCallsDays = 0): Promise<string | undefined> {
			const outbox = createSqliteDrainedOutbox({ folder: outboxFolder(), log, keepCallsDays });
			const files = createSqliteUsageLog({ folder: outboxFolder() });
			const deadline = Date.now() + WITHIN_MS;
			while ((await files.totals({})).calls > 0 && Date.now() < deadline) await sleep(50);
			expect((await files.totals({})).calls).toBe(0);
			if (keepCallsDays > 0) while ((await log.totals({})).calls > 0 && Date.now() < deadline) await sleep(50);
			const said = outbox.waiting?.reason;
			outbox.close();
			return said;
		}

		function deliverAndDie(rows: readonly UsageRow[]): void {
			const file = join(folder.path, 'rows.json');
			writeFileSync(file, JSON.stringify(rows));
			const target = kind === 'Postgres' ? { postgres: settings() } : { folder: join(folder.path, 'log') };
			const script = join(__dirname, 'child/die-after-recording.js');
			const { signal } = spawnSync(process.execPath, [script, compiled, outboxFolder(), file, JSON.stringify(target)], {
				timeout: 30_000,
				stdio: 'inherit',
			});
			expect(signal).toBe('SIGKILL');
		}

		async function spent(): Promise<[calls: number, usd: string]> {
			const now = Math.ceil(Date.now() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
			const { rows } = await log.spend({ boundariesMs: [now - 50 * DAY_MS, now], groupBy: [] });
			return [rows[0]?.calls ?? 0, (rows[0]?.costUsd ?? 0).toFixed(2)];
		}

		const deleteAll = async () => await log.deleteCalls({ beforeMs: Date.now() + 1, limit: 1_000 });

		it('a process that is killed between the commit and its file: 100 calls and $1.00 stay that, whoever deletes when', async () => {
			deliverAndDie(callsOf(2 * DAY_MS));
			expect(await spent()).toEqual([100, '1.00']);
			expect(await deleteAll()).toBe(100);
			// The process comes back, delivers what it finds in its file, and deletes what is older than a day.
			expect(await drain(1)).toBeUndefined();
			expect(await spent()).toEqual([100, '1.00']);
			expect((await log.totals({})).calls).toBe(0);
		});

		it('the same when the process that comes back deletes them itself, and is then killed once more', async () => {
			deliverAndDie(callsOf(2 * DAY_MS));
			cpSync(outboxFolder(), join(folder.path, 'backup'), { recursive: true });
			await drain(1);
			rmSync(outboxFolder(), { recursive: true });
			cpSync(join(folder.path, 'backup'), outboxFolder(), { recursive: true });
			await drain(1);
			expect(await spent()).toEqual([100, '1.00']);
		});

		it('calls of a minute ago, deleted by hand, and an outbox file restored from a backup', async () => {
			deliverAndDie(callsOf(60_000));
			cpSync(outboxFolder(), join(folder.path, 'backup'), { recursive: true });
			await drain();
			expect(await deleteAll()).toBe(100);
			for (let restored = 0; restored < 2; restored++) {
				rmSync(outboxFolder(), { recursive: true });
				cpSync(join(folder.path, 'backup'), outboxFolder(), { recursive: true });
				await drain();
				await log.forgetDeleted({ limit: 1_000 });
			}
			expect(await spent()).toEqual([100, '1.00']);
		});

		it('rows that come more than 35 days late are set aside and said, and not counted; those that come with them are', async () => {
			const outbox = createSqliteDrainedOutbox({ folder: outboxFolder(), log: failing(log), keepCallsDays: 0 });
			const late = callsOf(36 * DAY_MS, 3);
			outbox.append(...late, ...callsOf(34 * DAY_MS, 5), ...callsOf(0, 5));
			outbox.close();
			const reason = await drain();
			expect(reason).toMatch(/set aside in .*usage-0\.sqlite, table set_aside.*more than 35 days later/);
			expect(await spent()).toEqual([10, '0.10']);
			const database = new DatabaseSync(join(outboxFolder(), 'usage-0.sqlite'));
			const kept = database.prepare('SELECT call_id AS callId FROM set_aside ORDER BY call_id').all();
			database.close();
			expect(kept).toEqual(late.map(({ callId }) => ({ callId })));
		});
	},
);

function failing(log: UsageLog): UsageLog {
	return { ...log, record: async () => await Promise.reject(new Error('It is away.')) };
}

describe('attack 07: ids of deleted calls in Postgres', () => {
	let client: Client;
	let log: UsageLog;
	beforeEach(async () => {
		schemas++;
		log = createPostgresUsageLog(settings());
		client = new Client({ ...settings() });
		await client.connect();
		await log.record([]);
		await log.totals({});
	});
	afterEach(async () => {
		await client.end();
		await log.close();
	});
	const schema = () => settings().schema;

	it('a call that is delivered again while it is being deleted is not counted again', async () => {
		const [row] = callsOf(DAY_MS, 1) as [UsageRow];
		await log.record([row]);
		await client.query(`BEGIN; DELETE FROM ${schema()}.calls`);
		await log.record([row]);
		await client.query('COMMIT');
		await log.record([row]);
		expect((await log.totals({})).calls).toBe(0);
	});

	it('are kept however calls are deleted, at 16 bytes each and some, and forgotten in bounded batches', async () => {
		for (let batch = 0; batch < 10; batch++) await log.record(callsOf(DAY_MS + batch * 1_000, 500));
		await client.query(
			`DELETE FROM ${schema()}.calls WHERE call_id IN (SELECT call_id FROM ${schema()}.calls LIMIT 2500)`,
		);
		expect(await log.deleteCalls({ beforeMs: Date.now(), limit: 10_000 })).toBe(2_500);
		const size = `SELECT sum(cardinality(call_ids))::integer AS ids, sum(pg_column_size(call_ids))::integer AS bytes FROM ${schema()}.deleted_calls`;
		const { ids, bytes } = (await client.query(size)).rows[0];
		expect(ids).toBe(5_000);
		expect(bytes).toBeLessThan(5_000 * 24);

		const count = async (): Promise<number> =>
			(await client.query(`SELECT count(*)::integer AS rows FROM ${schema()}.deleted_calls`)).rows[0].rows;
		const kept = await count();
		const old = Math.floor((Date.now() - 36.1 * DAY_MS) / QUARTER_HOUR_MS);
		await client.query(
			`INSERT INTO ${schema()}.deleted_calls SELECT ${old} - n, '{}' FROM generate_series(1, 25) AS n`,
		);
		expect(await log.forgetDeleted({ limit: 10 })).toBe(10);
		expect(await count()).toBe(kept + 15);
		expect(await log.forgetDeleted({ limit: 100 })).toBe(15);
		expect(await log.forgetDeleted({ limit: 100 })).toBe(0);
		expect(await count()).toBe(kept);
	});

	it('are not kept of calls so old that none of their rows is taken any more', async () => {
		const rows = callsOf(DAY_MS, 3);
		await log.record(rows);
		await client.query(
			`UPDATE ${schema()}.calls SET call_id = '${callIdAt(Date.now() - 37 * DAY_MS)}' WHERE call_id = '${rows[0]!.callId}'`,
		);
		await log.deleteCalls({ beforeMs: Date.now(), limit: 10 });
		const { rows: kept } = await client.query(`SELECT cardinality(call_ids) AS ids FROM ${schema()}.deleted_calls`);
		expect(kept.reduce((sum: number, { ids }: { ids: number }) => sum + ids, 0)).toBe(2);
	});
});

describe('attack 07: ids of deleted calls in SQLite', () => {
	const folder = useTemporaryFolder();

	it('are forgotten in bounded batches when none of their rows is taken any more', async () => {
		const log = createSqliteUsageLog({ folder: folder.path });
		const rows = callsOf(DAY_MS, 250);
		await log.record(rows);
		await log.deleteCalls({ beforeMs: Date.now(), limit: 1_000 });
		const database = new DatabaseSync(join(folder.path, 'usage-0.sqlite'));
		const count = () =>
			database.prepare('SELECT count(*) AS rows, sum(length(call_keys)) AS bytes FROM deleted_calls').get();
		expect(count()).toMatchObject({ bytes: 250 * 16 });
		expect(await log.forgetDeleted({ limit: 1_000 })).toBeGreaterThanOrEqual(0);
		expect(count()).toMatchObject({ bytes: 250 * 16 });
		const old = Math.floor((Date.now() - 36.1 * DAY_MS) / QUARTER_HOUR_MS);
		database.exec(`UPDATE deleted_calls SET quarter_hour = ${old}`);
		const { rows: kept } = count() as { rows: number };
		expect(kept).toBe(3);
		expect(await log.forgetDeleted({ limit: 2 })).toBe(2);
		expect(await log.forgetDeleted({ limit: 2 })).toBe(1);
		expect(count()).toMatchObject({ rows: 0 });
		database.close();
		await log.close();
	});
});
