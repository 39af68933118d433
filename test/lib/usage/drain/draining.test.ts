import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { UsageRow } from '../../../../lib/types';
import { createSqliteDrainedOutbox } from '../../../../lib/usage/sqlite/sqlite-drained-outbox';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import type { Outbox } from '../../../../lib/usage/usage-log';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';
import { createSwitchableLog, type SwitchableLog } from './switchable-log';

describe('an outbox that drains', () => {
	const folder = useTemporaryFolder();
	let clock: FakeClock;
	let log: SwitchableLog;
	const opened: Array<{ close(): unknown }> = [];
	const rows = (count: number, fields: Partial<UsageRow> = {}) => Array.from({ length: count }, () => usageRow(fields));
	const outboxFolder = () => join(folder.path, 'outbox');
	const file = (slot = 0) => join(outboxFolder(), `usage-${slot}.sqlite`);
	const onDisk = async () => (await createSqliteUsageLog({ folder: outboxFolder() }).totals({})).calls;
	const isBad = ({ group }: UsageRow) => group === 'bad';

	beforeEach(() => {
		clock = createFakeClock();
		log = createSwitchableLog(join(folder.path, 'log'));
		opened.push(log);
	});
	afterEach(async () => {
		for (const handle of opened.splice(0).reverse()) await handle.close();
	});

	function open(): Outbox {
		const outbox = createSqliteDrainedOutbox({ folder: outboxFolder(), log, keepCallsDays: 0, clock, random: () => 0 });
		opened.push(outbox);
		return outbox;
	}

	/** A file as a process leaves it that is killed. */
	function leave(count: number): void {
		const outbox = open();
		outbox.append(...rows(count));
		outbox.close();
	}

	/** As somebody who has opened the outbox's file in a database tool, and begun to write. */
	function lockFile(): () => void {
		const tool = new DatabaseSync(file());
		tool.exec('BEGIN IMMEDIATE');
		opened.push({ close: () => tool.isOpen && tool.close() });
		return () => tool.close();
	}

	it('leaves rows on disk for a second, so that they go together', async () => {
		const outbox = open();
		await clock.advance(0);
		for (const row of rows(3)) outbox.append(row);
		await clock.advance(999);
		expect(await onDisk()).toBe(3);
		await clock.advance(1);
		expect([await onDisk(), await log.size()]).toEqual([0, 3]);
		expect(log.batches).toEqual([3]);
	});

	it('begins at once when many wait, and brings 500 at a time', async () => {
		const outbox = open();
		await clock.advance(0);
		outbox.append(...rows(1_200));
		await clock.advance(0);
		expect(log.batches).toEqual([500, 500, 200]);
		expect([await onDisk(), await log.size()]).toEqual([0, 1_200]);
	});

	it('tries again after 1, 2, 4 seconds and so on, 60 at most, whatever is appended', async () => {
		const outbox = open();
		log.failsFor(() => true);
		outbox.append(usageRow());
		const triedAtMs: number[] = [];
		const startMs = clock.now();
		for (let second = 0; second <= 200; second++) {
			const before = log.batches.length;
			await clock.advance(second === 0 ? 0 : 1_000);
			if (log.batches.length > before) triedAtMs.push((clock.now() - startMs) / 1_000);
			outbox.append(usageRow());
		}
		expect(triedAtMs).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
		log.failsFor(undefined);
		await clock.advance(60_000);
		expect(await log.size()).toBe(202);
		expect(outbox.waiting).toBeUndefined();
	});

	it("counts dead processes' rows among those that wait", async () => {
		leave(3);
		log.failsFor(() => true);
		const outbox = open();
		await clock.advance(0);
		expect(outbox.waiting).toEqual({ count: 3, where: 'disk', reason: 'The log says unavailable.' });
		outbox.append(usageRow());
		log.failsFor(undefined);
		await clock.advance(2_000);
		expect(outbox.waiting).toBeUndefined();
		expect(await log.size()).toBe(4);
	});

	it('adopts the file of a process that dies later', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await clock.advance(2_000);
		const other = open();
		other.append(...rows(2));
		other.close();
		await clock.advance(302_000);
		expect([await onDisk(), await log.size()]).toEqual([0, 3]);
	});

	it('sets rows aside that fail for no clear reason while the log takes others', async () => {
		const outbox = open();
		log.failsFor(isBad, 'io');
		outbox.append(...rows(30), ...rows(2, { group: 'bad' }), ...rows(30));
		await clock.advance(1_000);
		expect([await onDisk(), await log.size()]).toEqual([0, 60]);
		expect(outbox.waiting).toEqual({
			count: 2,
			where: 'disk',
			reason: expect.stringMatching(/usage-0\.sqlite, table set_aside.*The log says io/),
		});
		const database = new DatabaseSync(file());
		const kept = database.prepare('SELECT usage_row FROM set_aside').all();
		database.close();
		expect(kept.map(({ usage_row: text }) => JSON.parse(String(text)).group)).toEqual(['bad', 'bad']);
	});

	it.each(['unavailable', 'busy', 'disk_full', 'denied', 'io'] as const)(
		'sets nothing aside while the log fails for all rows with %s',
		async (code) => {
			const outbox = open();
			log.failsFor(() => true, code);
			outbox.append(...rows(40));
			await clock.advance(10_000);
			expect(outbox.waiting).toEqual({ count: 40, where: 'disk', reason: `The log says ${code}.` });
			log.failsFor(undefined);
			await clock.advance(60_000);
			expect(await log.size()).toBe(40);
			expect(outbox.waiting).toBeUndefined();
		},
	);

	it('sets a row aside that its own file cannot hold, and takes those that came with it', async () => {
		const outbox = open();
		outbox.append(usageRow(), usageRow({ status: 'perhaps' as 'ok' }), usageRow());
		expect(await onDisk()).toBe(2);
		expect(outbox.waiting).toMatchObject({ count: 1, where: 'disk', reason: expect.stringContaining('set_aside') });
		await clock.advance(1_000);
		expect(await log.size()).toBe(2);
	});

	it('keeps rows in memory while its file is locked, and brings them to the log from there', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await clock.advance(1_000);
		const unlock = lockFile();
		// Held up, each would take a quarter of a second, and the test's time would run out.
		for (const row of rows(200)) outbox.append(row);
		await clock.advance(1_000);
		expect(await log.size()).toBe(201);
		unlock();
	});

	it('says of rows in memory what keeps them off the disk and off the log; back on disk they are as soon as they can be', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await clock.advance(1_000);
		log.failsFor(() => true);
		const unlock = lockFile();
		outbox.append(...rows(3));
		await clock.advance(1_000);
		expect(outbox.waiting).toEqual({
			count: 3,
			where: 'memory',
			reason: expect.stringMatching(/usage-0\.sqlite.*locked.*The log says unavailable/),
		});
		unlock();
		await clock.advance(4_000);
		expect(outbox.waiting).toEqual({ count: 3, where: 'disk', reason: 'The log says unavailable.' });
		expect(await onDisk()).toBe(3);
	});

	it('lets a row in memory that the log refuses keep none of the others', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await clock.advance(1_000);
		log.failsFor(isBad, 'bad_row');
		const unlock = lockFile();
		outbox.append(...rows(1, { group: 'bad' }), ...rows(2));
		await clock.advance(1_000);
		expect(await log.size()).toBe(3);
		unlock();
		// Its own file was locked: the next append says that it is lost.
		expect(() => outbox.append(usageRow())).toThrow(/bad_row.*could not be set aside/);
		await clock.advance(1_000);
		expect(await log.size()).toBe(4);
	});

	it('loses a row, and says so, only when 10,000 wait in memory', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await clock.advance(1_000);
		log.failsFor(() => true);
		const unlock = lockFile();
		outbox.append(...rows(9_999));
		outbox.append(usageRow());
		expect(() => outbox.append(usageRow())).toThrow(/locked/);
		unlock();
		log.failsFor(undefined);
		await clock.advance(60_000);
		expect(await log.size()).toBe(10_001);
	});

	it('brings rows from memory within a second, also when no file can be made', async () => {
		mkdirSync(file(), { recursive: true });
		for (let slot = 0; slot < 256; slot++) mkdirSync(join(outboxFolder(), `usage-${slot}.lock`));
		const outbox = open();
		for (let count = 1; count <= 5; count++) {
			outbox.append(usageRow());
			await clock.advance(1_000);
			expect(await log.size()).toBe(count);
		}
	});

	it("passes a dead process's damaged file by, and says that something is in it", async () => {
		const [first, second] = [open(), open()];
		first.append(usageRow());
		second.append(...rows(2));
		first.close();
		second.close();
		writeFileSync(file(), 'no database '.repeat(1_000));
		const outbox = open();
		await clock.advance(0);
		expect(await log.size()).toBe(2);
		expect(outbox.waiting).toMatchObject({
			where: 'disk',
			reason: expect.stringMatching(/usage-0\.sqlite.*move it away/),
		});
	});

	it('goes on in another file when its own is damaged under it, and says so', async () => {
		const outbox = open();
		outbox.append(usageRow());
		const tool = new DatabaseSync(file());
		tool.exec("INSERT INTO labels (labels) VALUES ('{}'); PRAGMA wal_checkpoint(TRUNCATE)");
		writeFileSync(file(), 'no database '.repeat(1_000));
		tool.close();
		await clock.advance(60_000);
		outbox.append(...rows(2, { group: 'later' }));
		await clock.advance(60_000);
		expect(await log.totals({ group: 'later' })).toMatchObject({ calls: 2 });
		expect(outbox.waiting).toMatchObject({ where: 'disk', reason: expect.stringContaining(file()) });
	});

	it('may append again after closing', async () => {
		const outbox = open();
		outbox.append(usageRow());
		outbox.close();
		expect(clock.pending()).toBe(0);
		outbox.append(usageRow());
		await clock.advance(1_000);
		expect([await onDisk(), await log.size()]).toEqual([0, 2]);
	});
});
