import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { UsageRow } from '../../../../lib/types';
import { toUsageLogError } from '../../../../lib/usage/sqlite/database';
import { createSqliteOutbox } from '../../../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { UsageLogError } from '../../../../lib/usage/usage-log-error';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';

describe('the SQLite outbox', () => {
	const folder = useTemporaryFolder();
	const databases = () =>
		readdirSync(folder.path)
			.filter((name) => name.endsWith('.sqlite'))
			.sort();
	const calls = async () => (await createSqliteUsageLog({ folder: folder.path }).totals({})).calls;

	it('touches nothing before the first append', () => {
		const outbox = createSqliteOutbox({ folder: join(folder.path, 'new') });
		expect(readdirSync(folder.path)).toEqual([]);
		outbox.append(usageRow());
		outbox.close();
		expect(readdirSync(join(folder.path, 'new'))).toContain('usage-0.sqlite');
	});

	it('can make its file ready ahead of the first append', () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		outbox.warm?.();
		expect(databases()).toEqual(['usage-0.sqlite']);
		outbox.close();
	});

	it('shares no file with another outbox of the same process', () => {
		const first = createSqliteOutbox({ folder: folder.path });
		const second = createSqliteOutbox({ folder: folder.path });
		first.append(usageRow());
		second.append(usageRow());
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-1.sqlite']);
		first.close();
		second.close();
	});

	it('adopts the file that another gave up, and may append again after closing', async () => {
		const first = createSqliteOutbox({ folder: folder.path });
		first.append(usageRow());
		first.close();
		const second = createSqliteOutbox({ folder: folder.path });
		second.append(usageRow());
		first.append(usageRow());
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-1.sqlite']);
		expect(await calls()).toBe(3);
		first.close();
		second.close();
		second.close();
	});

	it('leaves one row of a call that is appended twice', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		const row = usageRow();
		outbox.append(row);
		outbox.append(row);
		expect(await calls()).toBe(1);
		outbox.close();
	});

	it('throws for a row that breaks the table, and goes on with the next', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		const bad = { ...usageRow(), status: 'perhaps' } as unknown as UsageRow;
		expect(() => outbox.append(bad)).toThrow(UsageLogError);
		outbox.append(usageRow());
		expect(await calls()).toBe(1);
		outbox.close();
	});

	it('keeps rows while its folder cannot be made, says so, and writes them when it can', async () => {
		const file = join(folder.path, 'file');
		writeFileSync(file, '');
		const outbox = createSqliteOutbox({ folder: join(file, 'routed-llm') });
		outbox.append(usageRow());
		expect(outbox.waiting).toEqual({ count: 1, where: 'memory', reason: expect.stringContaining(file) });
		rmSync(file);
		outbox.append(usageRow());
		expect(outbox.waiting).toBeUndefined();
		expect((await createSqliteUsageLog({ folder: join(file, 'routed-llm') }).totals({})).calls).toBe(2);
		outbox.close();
	});

	it('passes by what cannot be a file of its own: a folder in its place, garbage in a lock, tables of something else', async () => {
		mkdirSync(join(folder.path, 'usage-0.sqlite'));
		mkdirSync(join(folder.path, 'usage-1.lock'));
		writeFileSync(join(folder.path, 'usage-2.lock'), 'garbage '.repeat(1_000));
		const foreign = new DatabaseSync(join(folder.path, 'usage-3.sqlite'));
		foreign.exec('CREATE TABLE calls (theirs TEXT)');
		foreign.close();
		const outbox = createSqliteOutbox({ folder: folder.path });
		outbox.append(usageRow());
		expect(outbox.waiting).toBeUndefined();
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-3.sqlite', 'usage-4.sqlite']);
		expect(await calls()).toBe(1);
		outbox.close();
	});

	it('goes on in a sound file when its write-ahead log is cut while it is open', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		for (let count = 0; count < 41; count++) outbox.append(usageRow());
		truncateSync(join(folder.path, 'usage-0.sqlite-wal'), 0);
		for (let count = 0; count < 41; count++) outbox.append(usageRow({ group: 'later' }));
		const log = createSqliteUsageLog({ folder: folder.path });
		expect((await log.totals({ group: 'later' })).calls).toBe(41);
		outbox.close();
		expect((await log.totals({ group: 'later' })).calls).toBe(41);
	});

	it('says that the disk is full', () => {
		const small = new DatabaseSync(join(folder.path, 'small.sqlite'));
		small.exec('CREATE TABLE t (x); PRAGMA max_page_count = 2');
		try {
			small.exec('INSERT INTO t VALUES (zeroblob(100000))');
			throw new Error('It should have been full.');
		} catch (error) {
			expect(toUsageLogError(error, 'write to', 'usage-0.sqlite')).toMatchObject({
				code: 'disk_full',
				message: expect.stringContaining('make room'),
			});
		} finally {
			small.close();
		}
	});

	it('passes a damaged file by and writes to the next', () => {
		writeFileSync(join(folder.path, 'usage-0.sqlite'), 'no database '.repeat(1_000));
		const outbox = createSqliteOutbox({ folder: folder.path });
		outbox.append(usageRow());
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-1.sqlite']);
		outbox.close();
	});

	it('starts a new file when its own is deleted under it', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		outbox.append(usageRow());
		for (const name of readdirSync(folder.path)) rmSync(join(folder.path, name));
		outbox.append(usageRow());
		expect(await calls()).toBe(1);
		outbox.close();
	});

	it('takes the file of a newer version, whose tables have only grown', async () => {
		const first = createSqliteOutbox({ folder: folder.path });
		first.append(usageRow());
		first.close();
		const file = new DatabaseSync(join(folder.path, 'usage-0.sqlite'));
		file.exec('ALTER TABLE calls ADD COLUMN of_tomorrow TEXT; PRAGMA user_version = 99');
		file.close();
		const second = createSqliteOutbox({ folder: folder.path });
		second.append(usageRow());
		expect(await calls()).toBe(2);
		expect(databases()).toEqual(['usage-0.sqlite']);
		second.close();
	});
});
