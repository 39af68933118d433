import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_ROWS_IN_MEMORY } from '../../lib/bounds';
import { createSqliteDrainedOutbox } from '../../lib/usage/sqlite/sqlite-drained-outbox';
import { createSqliteOutbox } from '../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../lib/usage/sqlite/sqlite-usage-log';
import { startAppending, type AppendingProcess } from '../lib/usage/sqlite/child/child-process';
import { useTemporaryFolder } from '../lib/usage/temporary-folder';
import { usageRow } from '../lib/usage/usage-rows';
import { anotherUser, giveToAnotherUser, itAsAnotherUser, letOthersThrough } from '../support/as-another-user';
import { compileLib } from '../support/compile-lib';
import { createFakeClock } from '../support/fake-clock';

const ROWS = 41;
const rows = (count = ROWS) => Array.from({ length: count }, () => usageRow());

describe('attack 15: files that cannot be used', () => {
	const temporary = useTemporaryFolder();
	const folder = () => join(temporary.path, 'routed-llm');
	const path = (name: string) => join(folder(), name);
	const calls = async () => (await createSqliteUsageLog({ folder: folder() }).totals({})).calls;
	let compiled: string;
	let child: AppendingProcess | undefined;
	beforeAll(() => {
		compiled = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(compiled);
		letOthersThrough(compiled);
	});
	beforeEach(() => {
		mkdirSync(folder());
		letOthersThrough(temporary.path);
	});
	afterEach(async () => {
		await child?.kill();
		child = undefined;
	});
	afterAll(() => rmSync(compiled, { recursive: true, force: true }));

	itAsAnotherUser("root's files, folders and garbage in their places are passed by, and no row is lost", async () => {
		giveToAnotherUser(folder());
		const closed = createSqliteOutbox({ folder: folder() });
		closed.append(usageRow());
		closed.close();
		writeFileSync(path('usage-1.lock'), '', { mode: 0o600 });
		mkdirSync(path('usage-2.sqlite'));
		mkdirSync(path('usage-3.lock'));
		writeFileSync(path('usage-4.lock'), 'garbage '.repeat(1_000));
		giveToAnotherUser(path('usage-4.lock'));
		writeFileSync(path('usage-5.sqlite'), 'no database '.repeat(1_000));
		giveToAnotherUser(path('usage-5.sqlite'));
		child = await startAppending(compiled, folder(), anotherUser);
		expect(await child.append(rows())).toEqual({ done: 'append' });
		expect(readdirSync(folder())).toContain('usage-6.sqlite');
		rmSync(path('usage-5.sqlite'));
		expect(await calls()).toBe(1 + ROWS);
	});

	itAsAnotherUser(
		'in a folder that is read-only for a while rows wait, are said to, and are written afterwards',
		async () => {
			chmodSync(folder(), 0o555);
			child = await startAppending(compiled, folder(), anotherUser);
			const { lost, waiting } = await child.append(rows());
			expect(lost).toBeUndefined();
			expect(waiting).toEqual({
				count: ROWS,
				where: 'memory',
				reason: expect.stringMatching(
					/usage-0\.\w+ .*Give the user that runs n8n write access to it and to its folder/,
				),
			});
			giveToAnotherUser(folder());
			chmodSync(folder(), 0o755);
			expect(await child.append(rows(1))).toEqual({ done: 'append' });
			expect(await calls()).toBe(ROWS + 1);
		},
	);

	itAsAnotherUser('a file that is taken away while it is written to loses no row that comes later', async () => {
		giveToAnotherUser(folder());
		child = await startAppending(compiled, folder(), anotherUser);
		await child.append(rows());
		for (const name of readdirSync(folder())) rmSync(path(name));
		writeFileSync(path('usage-0.sqlite'), '', { mode: 0o600 });
		expect(await child.append(rows())).toEqual({ done: 'append' });
		expect(await calls()).toBe(ROWS);
	});

	it('of the rows of a folder that cannot be made 10,000 wait, and the next is said to be lost', async () => {
		const blocked = path('file');
		writeFileSync(blocked, '');
		const clock = createFakeClock();
		const outbox = createSqliteOutbox({ folder: join(blocked, 'log'), clock });
		outbox.append(...rows(MAX_ROWS_IN_MEMORY));
		expect(() => outbox.append(usageRow())).toThrow(/cannot be made/);
		expect(outbox.waiting?.count).toBe(MAX_ROWS_IN_MEMORY);
		rmSync(blocked);
		await clock.advance(5_000);
		expect(outbox.waiting).toBeUndefined();
		expect((await createSqliteUsageLog({ folder: join(blocked, 'log') }).totals({})).calls).toBe(MAX_ROWS_IN_MEMORY);
		outbox.close();
	});

	it.each<[string, (wal: string) => void]>([
		['cut', (wal) => truncateSync(wal, 0)],
		['deleted', (wal) => rmSync(wal)],
	])(
		'a write-ahead log that is %s while it is in use costs no later row, and leaves a file that can be read',
		async (_how, change) => {
			const log = createSqliteUsageLog({ folder: join(temporary.path, 'log') });
			const outboxes = [
				createSqliteOutbox({ folder: folder() }),
				createSqliteDrainedOutbox({ folder: path('outbox'), log, keepCallsDays: 0 }),
			];
			for (const [outbox, at] of [
				[outboxes[0]!, folder()],
				[outboxes[1]!, path('outbox')],
			] as const) {
				// So many that SQLite has brought some of them from the log to the database.
				for (const row of rows(2_500)) outbox.append(row);
				change(join(at, 'usage-0.sqlite-wal'));
				for (const row of rows()) outbox.append({ ...row, group: 'later' });
				const files = createSqliteUsageLog({ folder: at });
				expect((await files.totals({ group: 'later' })).calls).toBe(ROWS);
				outbox.close();
				expect((await files.totals({ group: 'later' })).calls).toBe(ROWS);
			}
		},
	);
});
