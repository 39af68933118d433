import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UsageRow } from '../../../../lib/types';
import { createSqliteOutbox } from '../../../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { compileLib } from '../../../support/compile-lib';
import { useTemporaryFolder } from '../temporary-folder';
import { fullUsageRow, NOON_MS, usageRow } from '../usage-rows';
import { startAppending } from './child/child-process';

const DAY_MS = 86_400_000;

describe('deleting from the SQLite usage log', () => {
	const folder = useTemporaryFolder();
	const openLog = () => createSqliteUsageLog({ folder: folder.path });
	const file = (slot: number) => join(folder.path, `usage-${slot}.sqlite`);
	const spent = async () => {
		const { rows } = await openLog().spend({
			boundariesMs: [NOON_MS - DAY_MS, NOON_MS, NOON_MS + DAY_MS],
			groupBy: ['deployment', 'tag:team'],
		});
		return rows;
	};

	/** Each list in a file of its own. */
	function appendToFiles(...lists: UsageRow[][]): void {
		const outboxes = lists.map((rows) => {
			const outbox = createSqliteOutbox({ folder: folder.path });
			outbox.append(...rows);
			return outbox;
		});
		for (const outbox of outboxes) outbox.close();
	}

	it('folds a call that stands in several files once, whatever else the files hold', async () => {
		const shared = [
			usageRow(),
			{ ...fullUsageRow(), startedAtMs: NOON_MS + 1 },
			usageRow({ startedAtMs: NOON_MS + 2 }),
		];
		appendToFiles([usageRow()], [...shared, usageRow()], [usageRow(), ...shared], shared.slice(1));
		const before = await spent();
		const log = openLog();
		for (let left = 6; left > 0; left--) {
			expect(await log.deleteCalls({ beforeMs: NOON_MS + DAY_MS, limit: 1 })).toBe(1);
			expect((await log.totals({})).calls).toBe(left - 1);
			expect(await spent()).toEqual(before);
		}
		expect(await log.deleteCalls({ beforeMs: NOON_MS + DAY_MS, limit: 1 })).toBe(0);
	});

	it('begins with the oldest of all files', async () => {
		appendToFiles(
			[3, 1, 7].map((second) => usageRow({ startedAtMs: NOON_MS + second })),
			[2, 8, 0].map((second) => usageRow({ startedAtMs: NOON_MS + second })),
		);
		const log = openLog();
		expect(await log.deleteCalls({ beforeMs: NOON_MS + 8, limit: 4 })).toBe(4);
		expect((await log.calls({})).map((row) => row.startedAtMs - NOON_MS)).toEqual([8, 7]);
		expect(await log.deleteCalls({ beforeMs: NOON_MS + 8, limit: 4 })).toBe(1);
		expect((await log.calls({})).map((row) => row.startedAtMs - NOON_MS)).toEqual([8]);
	});

	it('shows every reader the same sums all the while', async () => {
		const spread = (index: number) =>
			usageRow({ startedAtMs: NOON_MS + index * 60_000, tags: { team: String(index % 7) } });
		appendToFiles(
			Array.from({ length: 700 }, (_, index) => spread(index)),
			Array.from({ length: 700 }, (_, index) => spread(index)),
		);
		const before = await spent();
		let isDeleting = true;
		const deleting = openLog()
			.deleteCalls({ beforeMs: NOON_MS + DAY_MS, limit: 1_400 })
			.finally(() => (isDeleting = false));
		do expect(await spent()).toEqual(before);
		while (isDeleting);
		expect(await deleting).toBe(1_400);
		expect(await spent()).toEqual(before);
	});

	it('leaves nothing of what was said in the files', async () => {
		const texts = { prompt: 'a planted secret '.repeat(1_000), answer: 'the planted answer', keepUntilMs: NOON_MS };
		appendToFiles([usageRow({ texts }), usageRow({ texts })], [usageRow({ startedAtMs: NOON_MS + 1, texts })]);
		expect(readFileSync(file(0)).includes('planted')).toBe(true);
		const log = openLog();
		await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 1_000 });
		expect(await log.deleteTexts({ nowMs: NOON_MS, limit: 1_000 })).toBe(1);
		for (const slot of [0, 1]) expect(readFileSync(file(slot)).includes('planted')).toBe(false);
		expect(await log.calls({ withTexts: true })).toHaveLength(1);
	});

	it('brings a file of the first version up to date, which nobody writes to any more', async () => {
		const old = new DatabaseSync(file(0));
		old.exec(readFileSync(join(__dirname, '../../../../lib/usage/sqlite/migrations/0001-calls.sql'), 'utf8'));
		old.exec(`PRAGMA journal_mode = WAL; PRAGMA user_version = 1;
			INSERT INTO calls (call_id, started_at_ms, model_group, status, cost_usd, estimated, latency_ms, queue_wait_ms, attempt_count)
			VALUES ('old', ${NOON_MS}, 'chat', 'ok', 0.25, 0, 1, 0, 1)`);
		old.close();
		expect(await openLog().calls({ withTexts: true })).toMatchObject([{ callId: 'old', group: 'chat' }]);
		expect(await openLog().deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 })).toBe(1);
		expect(await spent()).toMatchObject([{ slice: 1, labels: [null, null], calls: 1, costUsd: 0.25 }]);
	});

	it('keeps no living process from appending, nor loses what it appends', async () => {
		const compiledLib = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(compiledLib);
		const child = await startAppending(compiledLib, folder.path);
		try {
			await child.append(Array.from({ length: 1_000 }, () => usageRow()));
			const log = openLog();
			let isAppending = true;
			const appending = child
				.append(Array.from({ length: 2_000 }, () => usageRow()))
				.finally(() => (isAppending = false));
			let deleted = 0;
			do deleted += await log.deleteCalls({ beforeMs: NOON_MS + 1, limit: 1_000 });
			while (isAppending);
			await appending;
			expect(deleted).toBeGreaterThanOrEqual(1_000);
			// A row that found its file locked once too often comes within seconds.
			const deadline = Date.now() + 10_000;
			while ((await log.totals({})).calls < 3_000 - deleted && Date.now() < deadline) await sleep(50);
			expect((await log.totals({})).calls).toBe(3_000 - deleted);
			expect(await spent()).toMatchObject([{ slice: 1, calls: 3_000, costUsd: 1_500, inputTokens: 300_000 }]);
		} finally {
			await child.kill();
			rmSync(compiledLib, { recursive: true, force: true });
		}
	});
});
