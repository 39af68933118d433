import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UsageRow } from '../../lib/types';
import type { PostgresSettings } from '../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../lib/usage/postgres/postgres-usage-log';
import { buildCommit, hasCommit } from '../../scripts/build-commit';
import { compileLib } from '../support/compile-lib';
import { startPostgres } from '../support/postgres/start-postgres';

/** The last version whose sums knew no deleted calls. */
const OLD_COMMIT = '2f87784';
const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;
const BUILD_WITHIN_MS = 300_000;
const END_WITHIN_MS = 30_000;

interface Outcome {
	appended: UsageRow[];
	errors: string[];
	waits: string[];
	rowsLeft: number;
}

const describeWithOldCommit = hasCommit(OLD_COMMIT) ? describe : describe.skip;

describeWithOldCommit(`processes of the version at ${OLD_COMMIT} and of this one on one Postgres`, () => {
	const children = new Set<ChildProcess>();
	let folder: string;
	let oldLib: string;
	let newLib: string;
	let settings: PostgresSettings;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'routed-llm-mixed-'));
		newLib = join(folder, 'new');
		compileLib(newLib);
		mkdirSync(join(folder, 'old'));
		oldLib = join(await buildCommit(OLD_COMMIT, join(folder, 'old')), 'dist/lib');
		const { host, port, database, user, password } = await startPostgres();
		settings = { host, port, database, user, password, schema: 'mixed', poolSize: 2 };
	}, BUILD_WITHIN_MS);
	afterAll(() => {
		for (const child of children) child.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	});

	const isYoung = ({ startedAtMs }: UsageRow): boolean => startedAtMs > Date.now() - DAY_MS;

	/** Each in an outbox folder of that name; gives what it says when it is told to end. */
	function start(lib: string, outbox: string, rowsFile = ''): () => Promise<Outcome> {
		const script = join(__dirname, 'child/use-usage-log.js');
		const child = spawn(process.execPath, [script, lib, join(folder, outbox), JSON.stringify(settings), rowsFile], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		children.add(child);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
		return async () => {
			const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
			child.stdin.end();
			await new Promise((resolve) => child.once('close', resolve));
			clearTimeout(timer);
			children.delete(child);
			return JSON.parse(output) as Outcome;
		};
	}

	async function expectAllOnce(rows: readonly UsageRow[]): Promise<void> {
		const log = createPostgresUsageLog(settings);
		const endMs = (Math.ceil(Date.now() / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS;
		const costUsd: unknown = expect.closeTo(rows.length * 0.001, 6);
		for (const groupBy of [[], ['workflow'], ['tag:user']] as const) {
			const { rows: sums } = await log.spend({ boundariesMs: [endMs - 3 * DAY_MS, endMs], groupBy });
			const sum = (field: 'calls' | 'costUsd' | 'inputTokens') => sums.reduce((all, row) => all + row[field], 0);
			expect({ calls: sum('calls'), costUsd: sum('costUsd'), inputTokens: sum('inputTokens') }).toEqual({
				calls: rows.length,
				costUsd,
				inputTokens: 10 * rows.length,
			});
		}
		// Nobody deletes what is younger than a day.
		const kept = new Set((await log.calls({ limit: 100_000 })).map(({ callId }) => callId));
		expect(rows.filter(isYoung).filter(({ callId }) => !kept.has(callId))).toEqual([]);
		await log.close();
	}

	it('write, drain, delete and report side by side: nothing throws, no row is lost, none counts twice', async () => {
		const endOld = start(oldLib, 'shared');
		await sleep(3_000);
		const endNew = start(newLib, 'shared');
		// It makes its tables at its first call, within a second.
		const newSinceMs = Date.now() + 3_000;
		const endOther = start(newLib, 'new-only');
		await sleep(4_000);
		const endLate = start(oldLib, 'old-only');
		await sleep(4_000);
		const outcomes = await Promise.all([endOld(), endNew(), endOther(), endLate()]);
		for (const { errors, waits, rowsLeft, appended } of outcomes) {
			expect({ errors, waits, rowsLeft }).toEqual({ errors: [], waits: [], rowsLeft: 0 });
			expect(appended.length).toBeGreaterThan(50);
		}
		const rows = outcomes.flatMap(({ appended }) => appended);
		await expectAllOnce(rows);

		// As from a backup. Of calls that were deleted before the new version came, nothing was kept.
		const file = join(folder, 'rows.json');
		writeFileSync(
			file,
			JSON.stringify(rows.filter((row) => isYoung(row) || row.startedAtMs > newSinceMs - 2 * DAY_MS)),
		);
		for (const [lib, outbox] of [
			[oldLib, 'again-old'],
			[newLib, 'again-new'],
		] as const) {
			const end = start(lib, outbox, file);
			await sleep(1_500);
			expect(await end()).toMatchObject({ errors: [], rowsLeft: 0 });
			await expectAllOnce(rows);
		}
	}, 120_000);
});
