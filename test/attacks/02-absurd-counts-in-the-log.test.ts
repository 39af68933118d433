import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_TOKEN_COUNT } from '../../lib/bounds';
import { createPostgresUsageLog } from '../../lib/usage/postgres/postgres-usage-log';
import { createSqliteDrainedOutbox } from '../../lib/usage/sqlite/sqlite-drained-outbox';
import { createSqliteUsageLog } from '../../lib/usage/sqlite/sqlite-usage-log';
import { insertOldCall, writeOldFile } from '../lib/usage/sqlite/write-old-file';
import { useTemporaryFolder } from '../lib/usage/temporary-folder';
import { callIdAt, NOON_MS } from '../lib/usage/usage-rows';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';

const DAY_MS = 86_400_000;
const WITHIN_MS = 20_000;
const SPEND = { boundariesMs: [NOON_MS - DAY_MS, NOON_MS + DAY_MS], groupBy: [] } as const;
const GOOD = { input_tokens: '10', cost_usd: '0.5' };

interface Absurd {
	name: string;
	values: Record<string, string>;
	/** What a strict table takes, as every version made them. */
	isStrict?: boolean;
	inputTokens: number;
	costUsd: number;
	unpricedCalls: number;
}

/** Beside each stands a good call of 10 tokens and 0.5 USD. */
const CASES: ReadonlyArray<Pick<Absurd, 'name' | 'values'> & Partial<Absurd>> = [
	{ name: '2^53', values: { input_tokens: '9007199254740992', cost_usd: '1' } },
	{ name: '2^63 - 1', values: { input_tokens: '9223372036854775807', cost_usd: '1' } },
	{ name: 'a negative count', values: { input_tokens: '-7', cost_usd: '1' }, inputTokens: 10 },
	{ name: 'an endless cost', values: { input_tokens: '5', cost_usd: '9e999' }, inputTokens: 15, costUsd: 0.5 },
	{ name: 'no count and no cost', values: {}, inputTokens: 10, costUsd: 0.5 },
	{
		name: 'times and attempts',
		values: { latency_ms: '9223372036854775807', attempt_count: '99999999' },
		inputTokens: 10,
		costUsd: 0.5,
	},
	{
		name: 'attempts and tags that are no JSON',
		values: { input_tokens: '5', cost_usd: '1', attempts: "'[{'", tags: "'{'" },
		inputTokens: 15,
	},
	{
		name: 'attempts with counts beyond all',
		values: {
			input_tokens: '5',
			cost_usd: '1',
			attempts: `'[{"deployment":"d","provider":"openai","model":"m","outcome":"ok","inputTokens":1e400,"costUsd":1}]'`,
		},
		inputTokens: 15,
	},
	{ name: 'a REAL of 1e308', values: { input_tokens: '1e308', cost_usd: '1' }, isStrict: false },
	{
		name: 'text',
		values: { input_tokens: "'many'", cost_usd: "'dear'" },
		isStrict: false,
		inputTokens: 10,
		costUsd: 0.5,
	},
];

const ABSURD: readonly Absurd[] = CASES.map((absurd) => ({
	inputTokens: MAX_TOKEN_COUNT + 10,
	costUsd: 1.5,
	unpricedCalls: absurd.costUsd === 0.5 ? 1 : 0,
	...absurd,
}));

describe('attack 02: absurd counts in a file of an older version', () => {
	const folder = useTemporaryFolder();
	const file = () => join(folder.path, 'usage-0.sqlite');

	/** Gives the id of the absurd call. */
	function writeBoth({ values, isStrict }: Absurd): string {
		const callId = callIdAt(Date.now());
		const sql = insertOldCall(callIdAt(Date.now()), NOON_MS, GOOD) + insertOldCall(callId, NOON_MS, values);
		writeOldFile(file(), sql, { isStrict });
		return callId;
	}

	it.each(ABSURD)(
		'$name: calls, totals and spend are read, the same before and after the calls are deleted',
		async (absurd) => {
			const callId = writeBoth(absurd);
			const log = createSqliteUsageLog({ folder: folder.path });
			const { costUsd, unpricedCalls } = absurd;
			expect((await log.calls({})).map((row) => row.callId)).toContain(callId);
			expect(await log.totals({})).toMatchObject({ calls: 2, inputTokens: absurd.inputTokens, costUsd, unpricedCalls });
			const spent = (await log.spend(SPEND)).rows;
			expect(spent).toMatchObject([{ calls: 2, costUsd, unpricedCalls }]);
			expect(await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 })).toBe(2);
			expect((await log.spend(SPEND)).rows).toEqual(spent);
		},
	);

	it('sums beyond 2^53 are read as the nearest double, and go on to be added to', async () => {
		const labels = JSON.stringify({ group: 'chat', deployment: 'd', provider: 'openai', model: 'm' });
		const quarter = (ms: number) =>
			`INSERT INTO quarter_hours VALUES (${ms}, 1, ${ms}, 1, 0, 0, 0, 0, 1, 9223372036854775807, 0, 0, 0, 0, 9e999);`;
		const quarters = quarter(NOON_MS) + quarter(NOON_MS + 900_000) + quarter(NOON_MS + 1_800_000);
		const sql = `INSERT INTO labels (id, labels) VALUES (1, '${labels}'); ${quarters}`;
		writeOldFile(file(), sql + insertOldCall(callIdAt(Date.now()), NOON_MS, GOOD));
		const log = createSqliteUsageLog({ folder: folder.path });
		expect((await log.spend(SPEND)).rows).toMatchObject([{ calls: 4, inputTokens: 3 * 2 ** 63, costUsd: 0.5 }]);
		expect(await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 })).toBe(1);
		const [sums] = (await log.spend(SPEND)).rows;
		expect(sums).toMatchObject({ calls: 4, costUsd: 0.5 });
		expect(sums!.inputTokens).toBeGreaterThan(2 ** 64);
	});

	describe('that drains to Postgres', () => {
		let postgres: RunningPostgres;
		let schemas = 0;
		beforeAll(async () => {
			postgres = await startPostgres();
		}, 60_000);

		const openLog = () => {
			const { host, port, database, user, password } = postgres;
			return createPostgresUsageLog({ host, port, database, user, password, schema: `absurd_${schemas}`, poolSize: 2 });
		};
		beforeEach(() => void schemas++);

		async function drained(calls: number) {
			const log = openLog();
			const outbox = createSqliteDrainedOutbox({ folder: folder.path, log, keepCallsDays: 0 });
			const deadline = Date.now() + WITHIN_MS;
			while ((await log.totals({})).calls < calls && Date.now() < deadline) await sleep(50);
			const waiting = outbox.waiting;
			outbox.close();
			return { log, waiting };
		}

		it.each(ABSURD)(
			'$name: both calls arrive, within bounds in rows and sums',
			async (absurd) => {
				writeBoth(absurd);
				const { log, waiting } = await drained(2);
				const { inputTokens, costUsd, unpricedCalls } = absurd;
				expect(await log.totals({})).toMatchObject({ calls: 2, inputTokens, costUsd, unpricedCalls });
				expect((await log.spend(SPEND)).rows).toMatchObject([{ calls: 2, costUsd, unpricedCalls }]);
				expect(waiting).toBeUndefined();
				await log.close();
			},
			40_000,
		);

		it('a call that began at no time is set aside and said, and the others arrive', async () => {
			const at = () => callIdAt(Date.now());
			const bad = at();
			const sql = [insertOldCall(at(), NOON_MS, GOOD), insertOldCall(bad, 2 ** 62), insertOldCall(at(), NOON_MS, GOOD)];
			writeOldFile(file(), sql.join(''));
			const { log, waiting } = await drained(2);
			expect(await log.totals({})).toMatchObject({ calls: 2, costUsd: 1 });
			expect(waiting).toMatchObject({ count: 1, where: 'disk', reason: expect.stringContaining(bad) });
			const database = new DatabaseSync(file());
			expect(database.prepare('SELECT call_id AS callId FROM set_aside').all()).toEqual([{ callId: bad }]);
			database.close();
			await log.close();
		}, 40_000);

		it('sums at the end of their column take more calls, which are not refused', async () => {
			const log = openLog();
			const [first, second] = [callIdAt(Date.now()), callIdAt(Date.now())];
			writeOldFile(file(), insertOldCall(first, NOON_MS, GOOD));
			await (await drained(1)).log.close();
			const { Client } = await import('pg');
			const client = new Client({ ...postgres });
			await client.connect();
			for (const table of ['spend', 'spend_by_place'])
				await client.query(
					`UPDATE absurd_${schemas}.${table} SET input_tokens = 9223372036854775807, cost_usd = 1e400`,
				);
			await client.end();
			writeOldFile(join(folder.path, 'usage-1.sqlite'), insertOldCall(second, NOON_MS, GOOD));
			const { waiting, log: other } = await drained(2);
			expect(waiting).toBeUndefined();
			for (const groupBy of [[], ['workflow']] as const)
				expect((await log.spend({ ...SPEND, groupBy })).rows).toMatchObject([{ calls: 2, inputTokens: 2 ** 63 }]);
			await Promise.all([log.close(), other.close()]);
		}, 60_000);
	});
});
