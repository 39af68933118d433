import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MAX_ROWS_IN_MEMORY } from '../../../../lib/bounds';
import type { UsageRow } from '../../../../lib/types';
import { createSqliteOutbox } from '../../../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { UsageLogError } from '../../../../lib/usage/usage-log-error';
import { createFakeClock } from '../../../support/fake-clock';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';

describe('while another program keeps the file locked', () => {
	const folder = useTemporaryFolder();
	const clock = createFakeClock();
	const file = () => join(folder.path, 'usage-0.sqlite');
	const calls = async () => (await createSqliteUsageLog({ folder: folder.path }).totals({})).calls;
	const closing: Array<() => void> = [];
	afterEach(() => closing.splice(0).forEach((close) => close()));

	/** An outbox whose file somebody has opened in a database tool, and begun to write to. */
	function lockedOutbox() {
		const outbox = createSqliteOutbox({ folder: folder.path, clock });
		outbox.append(usageRow());
		const tool = new DatabaseSync(file());
		tool.exec('BEGIN IMMEDIATE');
		closing.push(
			() => tool.close(),
			() => outbox.close(),
		);
		return { outbox, unlock: () => tool.exec('ROLLBACK') };
	}

	it('rows wait and go with the next one, all of them', async () => {
		const { outbox, unlock } = lockedOutbox();
		expect(outbox.waiting).toBeUndefined();
		for (const row of [usageRow(), usageRow()]) outbox.append(row);
		expect(outbox.waiting).toEqual({
			count: 2,
			where: 'memory',
			reason: expect.stringMatching(/usage-0\.sqlite.*locked/),
		});
		expect(await calls()).toBe(1);
		unlock();
		outbox.append(usageRow());
		expect(outbox.waiting).toBeUndefined();
		expect(await calls()).toBe(4);
	});

	it('rows that wait are tried again by themselves', async () => {
		const { outbox, unlock } = lockedOutbox();
		outbox.append(usageRow());
		await clock.advance(5_000);
		expect(outbox.waiting?.count).toBe(1);
		unlock();
		await clock.advance(5_000);
		expect(outbox.waiting).toBeUndefined();
		expect(await calls()).toBe(2);
		expect(clock.pending()).toBe(0);
	});

	it('only the first row is held up by it', () => {
		const { outbox } = lockedOutbox();
		outbox.append(usageRow());
		// Held up, each would take a quarter of a second, and the test's time would run out.
		for (let count = 0; count < 200; count++) outbox.append(usageRow());
		expect(outbox.waiting?.count).toBe(201);
	});

	it('a row is lost, and said to be, only when too many wait', async () => {
		const { outbox, unlock } = lockedOutbox();
		for (let count = 0; count < MAX_ROWS_IN_MEMORY; count++) outbox.append(usageRow());
		expect(() => outbox.append(usageRow())).toThrow(/10,?000 rows wait/);
		expect(outbox.waiting?.count).toBe(MAX_ROWS_IN_MEMORY);
		unlock();
		outbox.append(usageRow());
		expect(await calls()).toBe(MAX_ROWS_IN_MEMORY + 2);
	});

	it('a row that breaks the table takes none of the others with it', async () => {
		const { outbox, unlock } = lockedOutbox();
		outbox.append(usageRow());
		outbox.append({ ...usageRow(), status: 'perhaps' } as unknown as UsageRow);
		outbox.append(usageRow());
		unlock();
		expect(() => outbox.append(usageRow())).toThrow(UsageLogError);
		expect(outbox.waiting).toBeUndefined();
		expect(await calls()).toBe(4);
	});

	it('closing writes what waits, or says that it could not and keeps it', async () => {
		const { outbox, unlock } = lockedOutbox();
		outbox.append(usageRow());
		expect(() => outbox.close()).toThrow(/1 wait/);
		expect(clock.pending()).toBe(0);
		expect(outbox.waiting?.count).toBe(1);
		unlock();
		outbox.close();
		expect(outbox.waiting).toBeUndefined();
		expect(await calls()).toBe(2);
	});

	it('a row waits also when the file is locked before it is opened', async () => {
		const first = createSqliteOutbox({ folder: folder.path, clock });
		first.append(usageRow());
		first.close();
		const tool = new DatabaseSync(file());
		tool.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
		const outbox = createSqliteOutbox({ folder: folder.path, clock });
		outbox.append(usageRow());
		expect(outbox.waiting?.count).toBe(1);
		tool.close();
		outbox.close();
		expect(await calls()).toBe(2);
		expect(readdirSync(folder.path)).not.toContain('usage-1.sqlite');
		expect(existsSync(file())).toBe(true);
	});
});
