import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createPool } from '../../../../lib/usage/postgres/create-pool';
import { migrate } from '../../../../lib/usage/postgres/migrate';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { compileLib } from '../../../support/compile-lib';
import { startPostgres, type RunningPostgres } from '../../../support/postgres/start-postgres';

const PROCESSES = 20;
const CALLS = 5;
const WITHIN_MS = 60_000;
jest.setTimeout(90_000);

let folder: string;
let postgres: RunningPostgres;
let client: Client;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routed-llm-postgres-processes-'));
	compileLib(join(folder, 'lib'));
	postgres = await startPostgres();
	client = new Client({ ...settingsOf('none') });
	// The server may end first.
	client.on('error', () => undefined);
	await client.connect();
}, 60_000);
afterAll(async () => {
	await client.end();
	rmSync(folder, { recursive: true, force: true });
});

function settingsOf(schema: string): PostgresSettings {
	const { host, port, database, user, password } = postgres;
	return { host, port, database, user, password, schema, poolSize: 1 };
}

async function startProcesses(schema: string, count: number, calls: number): Promise<void> {
	const atMs = Date.now() + 1_500;
	const parameters = [
		join(__dirname, 'child/record-calls.js'),
		join(folder, 'lib'),
		JSON.stringify(settingsOf(schema)),
		String(atMs),
		String(calls),
	];
	await Promise.all(
		Array.from({ length: count }, () => promisify(execFile)(process.execPath, parameters, { timeout: WITHIN_MS })),
	);
}

async function expectWhole(schema: string, calls: number): Promise<void> {
	const { rows: versions } = await client.query<{ version: number }>(
		`SELECT version FROM ${schema}.migrations ORDER BY version`,
	);
	expect(versions.map(({ version }) => version)).toEqual([1, 2, 3]);
	const log = createPostgresUsageLog(settingsOf(schema));
	const endMs = (Math.ceil(Date.now() / 3_600_000) + 1) * 3_600_000;
	expect((await log.totals({})).calls).toBe(calls);
	// By hours, by quarter hours, and by all there is.
	for (const [fromMs, groupBy] of [
		[endMs - 7_200_000, []],
		[endMs - 7_200_000 - 900_000, []],
		[endMs - 7_200_000, ['workflow', 'tag:pid']],
	] as const) {
		const { rows } = await log.spend({ boundariesMs: [fromMs, endMs], groupBy });
		expect(rows.reduce((sum, row) => sum + row.calls, 0)).toBe(calls);
		expect(rows.reduce((sum, row) => sum + row.costUsd, 0)).toBeCloseTo(calls * 0.001, 9);
	}
	await log.close();
}

it(`${PROCESSES} processes that come to an empty database at once all succeed, and make the tables once`, async () => {
	await startProcesses('at_once', PROCESSES, CALLS);
	await expectWhole('at_once', PROCESSES * CALLS);
});

it('a database one version behind is upgraded while processes of that version go on writing', async () => {
	const pool = createPool(settingsOf('behind'));
	await migrate(pool, 'behind', { upTo: 1 });
	// What the version before does with a call: its statements know nothing of the later steps.
	await client.query(`INSERT INTO behind.places (key, model_group) VALUES (gen_random_uuid(), 'old')`);
	await client.query(`INSERT INTO behind.routes (key, place_id) VALUES (gen_random_uuid(), 1)`);
	await client.query(`INSERT INTO behind.origins (key) VALUES (gen_random_uuid())`);
	await client.query(`INSERT INTO behind.tag_sets (key, tags) VALUES (gen_random_uuid(), '{}')`);
	let writing = true;
	let written = 0;
	const oldVersion = (async () => {
		while (writing) {
			await client.query('BEGIN');
			await client.query(
				`INSERT INTO behind.calls (call_id, started_at, route_id, origin_id, tag_set_id, latency_ms, queue_wait_ms, attempt_count, estimated, status, cost_usd)
				VALUES (gen_random_uuid(), now(), 1, 1, 1, 1, 0, 1, false, 'ok', 0.001)`,
			);
			const sums = `1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0.001`;
			const change = 'calls = s.calls + 1, attempts = s.attempts + 1, cost_usd = s.cost_usd + 0.001';
			for (const span of [1, 4, 16, 96])
				await client.query(
					`INSERT INTO behind.spend_by_place AS s VALUES (floor(extract(epoch FROM now()) / 900)::integer / ${span} * ${span}, 1, ${span}, ${sums}) ON CONFLICT (span, quarter_hour, place_id) DO UPDATE SET ${change}`,
				);
			await client.query(
				`INSERT INTO behind.spend AS s VALUES (floor(extract(epoch FROM now()) / 900)::integer, 1, 1, 1, ${sums}) ON CONFLICT (quarter_hour, place_id, origin_id, tag_set_id) DO UPDATE SET ${change}`,
			);
			await client.query('COMMIT');
			written++;
		}
	})();
	await startProcesses('behind', 5, CALLS).finally(() => (writing = false));
	await oldVersion;
	await pool.close();
	expect(written).toBeGreaterThan(10);
	await expectWhole('behind', written + 5 * CALLS);
});
