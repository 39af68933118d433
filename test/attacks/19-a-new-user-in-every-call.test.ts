import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { MAX_SUMMED_COMBINATIONS, MAX_SUMMED_TAG_VALUES } from '../../lib/bounds';
import type { UsageRow } from '../../lib/types';
import type { PostgresSettings } from '../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../lib/usage/postgres/postgres-usage-log';
import { createSqliteUsageLog } from '../../lib/usage/sqlite/sqlite-usage-log';
import { dayOf, summedLabels, type SummedValue } from '../../lib/usage/summed-labels';
import type { UsageLog } from '../../lib/usage/usage-log';
import { useTemporaryFolder } from '../lib/usage/temporary-folder';
import { NOON_MS, usageRow } from '../lib/usage/usage-rows';
import { compileLib } from '../support/compile-lib';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';

const DAY_MS = 86_400_000;
const CALLS = 20_000;
const PROCESSES = 6;
const SPEND = { boundariesMs: [NOON_MS - DAY_MS, NOON_MS + DAY_MS] };
jest.setTimeout(120_000);

/** Within one quarter hour, so that a row of sums is a value of the tag. */
const callsOfNewUsers = (count: number, first = 0): UsageRow[] =>
	Array.from({ length: count }, (_, index) => usageRow({ costUsd: 0.01, tags: { user: `user ${first + index}` } }));

async function recordNewUsers(log: UsageLog): Promise<void> {
	for (let done = 0; done < CALLS; done += 500) await log.record(callsOfNewUsers(500, done));
}

async function expectSums(log: UsageLog): Promise<void> {
	const byModel = (await log.spend({ ...SPEND, groupBy: ['model'] })).rows;
	expect(byModel).toMatchObject([{ labels: ['gpt-4o'], calls: CALLS, costUsd: expect.closeTo(CALLS / 100, 6) }]);
	const byUser = (await log.spend({ ...SPEND, groupBy: ['tag:user'] })).rows;
	expect(byUser).toHaveLength(MAX_SUMMED_TAG_VALUES + 1);
	expect(byUser[0]).toMatchObject({ labels: ['other'], calls: CALLS - MAX_SUMMED_TAG_VALUES });
}

describe('attack 19: a new user in every call', () => {
	const folder = useTemporaryFolder();
	let postgres: RunningPostgres;
	let compiled: string;
	let schemas = 0;
	const settings = (): PostgresSettings => {
		const { host, port, database, user, password } = postgres;
		return { host, port, database, user, password, schema: `users_${schemas}`, poolSize: 2 };
	};
	beforeAll(async () => {
		compiled = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(compiled);
		postgres = await startPostgres();
	}, 60_000);
	beforeEach(() => void schemas++);
	afterAll(() => rmSync(compiled, { recursive: true, force: true }));

	it(`in SQLite, ${CALLS} calls leave a sum for each of ${MAX_SUMMED_TAG_VALUES} users and one for the others when they are deleted`, async () => {
		const log = createSqliteUsageLog({ folder: folder.path });
		await recordNewUsers(log);
		expect((await log.calls({ limit: 1 }))[0]?.tags).toEqual({ user: `user ${CALLS - 1}` });
		while ((await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 1_000 })) > 0);
		await expectSums(log);
		const database = new DatabaseSync(join(folder.path, 'usage-0.sqlite'));
		const { sums } = database.prepare('SELECT count(*) AS sums FROM quarter_hours').get() as { sums: number };
		database.close();
		expect(sums).toBe(MAX_SUMMED_TAG_VALUES + 1);
		await log.close();
	});

	it('in SQLite, files of several processes share the bound', async () => {
		const logs = Array.from({ length: 3 }, () => createSqliteUsageLog({ folder: folder.path }));
		for (const [index, log] of logs.entries()) {
			await log.record(callsOfNewUsers(600, index * 600));
			await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 300 });
		}
		while ((await logs[0]!.deleteCalls({ beforeMs: NOON_MS + 1, limit: 1_000 })) > 0);
		const byUser = (await logs[0]!.spend({ ...SPEND, groupBy: ['tag:user'] })).rows;
		expect(byUser).toHaveLength(MAX_SUMMED_TAG_VALUES + 1);
		expect(byUser[0]).toMatchObject({ labels: ['other'], calls: 1_800 - MAX_SUMMED_TAG_VALUES });
		await Promise.all(logs.map((log) => log.close()));
	});

	it(`in Postgres, ${CALLS} calls make a sum for each of ${MAX_SUMMED_TAG_VALUES} users and one for the others at once`, async () => {
		const log = createPostgresUsageLog(settings());
		await recordNewUsers(log);
		expect((await log.calls({ limit: 1 }))[0]?.tags).toEqual({ user: `user ${CALLS - 1}` });
		await expectSums(log);
		await log.close();
	});

	it(`in Postgres, ${PROCESSES} processes at once share the bound, exactly`, async () => {
		const script = join(compiled, 'record-users.js');
		writeFileSync(
			script,
			`const { createPostgresUsageLog } = require('./usage/postgres/postgres-usage-log.js');
			const log = createPostgresUsageLog(${JSON.stringify(settings())});
			process.once('message', async (rows) => {
				for (let done = 0; done < rows.length; done += 40) await log.record(rows.slice(done, done + 40));
				await log.close();
				process.disconnect();
			});`,
		);
		await Promise.all(
			Array.from({ length: PROCESSES }, async (_, index) => {
				const child = fork(script, { execArgv: [], timeout: 60_000 });
				child.send(callsOfNewUsers(400, index * 400));
				expect(await once(child, 'exit')).toEqual([0, null]);
			}),
		);
		const log = createPostgresUsageLog(settings());
		const byUser = (await log.spend({ ...SPEND, groupBy: ['tag:user'] })).rows;
		expect(byUser).toHaveLength(MAX_SUMMED_TAG_VALUES + 1);
		expect(byUser[0]).toMatchObject({ labels: ['other'], calls: PROCESSES * 400 - MAX_SUMMED_TAG_VALUES });
		await log.close();
	});

	it('in Postgres, what says which values are summed goes with its day', async () => {
		const log = createPostgresUsageLog(settings());
		const dayMs = Date.now() - 40 * DAY_MS;
		await log.record([usageRow({ startedAtMs: dayMs, tags: { user: 'a' } }), usageRow({ startedAtMs: Date.now() })]);
		const client = new Client({ ...settings() });
		await client.connect();
		const days = async () =>
			(await client.query(`SELECT DISTINCT day FROM ${settings().schema}.summed_values ORDER BY day`)).rows;
		expect(await days()).toEqual([{ day: dayOf(dayMs) }, { day: dayOf(Date.now()) }]);
		expect(await log.forgetDeleted({ limit: 1_000 })).toBe(3);
		expect(await days()).toEqual([{ day: dayOf(Date.now()) }]);
		await client.end();
		await log.close();
	});

	it('combinations of tags, and places, have a bound too', () => {
		const seen = new Map<string, Set<string>>();
		const isSummed = ({ day, kind, value, max }: SummedValue): boolean => {
			const values = seen.get(`${day} ${kind}`) ?? new Set();
			seen.set(`${day} ${kind}`, values);
			if (values.size < max) values.add(value);
			return values.has(value);
		};
		const summed = (index: number) =>
			summedLabels(
				{ group: `group ${index}`, tags: { a: String(index % 200), b: String(Math.floor(index / 200)) } },
				1,
				isSummed,
			);
		const all = Array.from({ length: 2 * MAX_SUMMED_COMBINATIONS }, (_, index) => summed(index));
		const distinct = new Set(all.map((labels) => JSON.stringify(labels)));
		expect(distinct.size).toBe(MAX_SUMMED_COMBINATIONS + 1);
		expect(all.at(-1)).toEqual({ group: 'other', tags: { a: 'other', b: 'other' } });
		expect(all[0]).toEqual({ group: 'group 0', tags: { a: '0', b: '0' } });
	});
});
