import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteOutbox } from '../../../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { useTemporaryFolder } from '../temporary-folder';
import { describeUsageLog } from '../usage-log-contract';
import { usageRow } from '../usage-rows';

describeUsageLog('SQLite', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-usage-'));
	const log = createSqliteUsageLog({ folder });
	const other = createSqliteUsageLog({ folder });
	return {
		log,
		other,
		async remove() {
			await log.close();
			await other.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
});

describe('the SQLite usage log', () => {
	const folder = useTemporaryFolder();

	it('reads what outboxes append, while they are open and afterwards', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		const log = createSqliteUsageLog({ folder: folder.path });
		outbox.append(usageRow());
		expect(await log.totals({})).toMatchObject({ calls: 1 });
		outbox.close();
		expect(await log.totals({})).toMatchObject({ calls: 1 });
	});

	it('is empty when its folder does not exist yet', async () => {
		const log = createSqliteUsageLog({ folder: join(folder.path, 'not', 'there') });
		expect(await log.totals({})).toMatchObject({ calls: 0 });
		expect(await log.calls({})).toEqual([]);
	});

	it('passes by files that are none of its own', async () => {
		for (const name of ['database.sqlite', 'usage-x.sqlite', 'usage-1.sqlite.bak', 'usage-2.lock']) {
			writeFileSync(join(folder.path, name), 'something else');
		}
		writeFileSync(join(folder.path, 'usage-3.sqlite'), '');
		const log = createSqliteUsageLog({ folder: folder.path });
		await log.record([usageRow()]);
		expect(await log.totals({})).toMatchObject({ calls: 1 });
		await log.close();
	});

	it('counts a call once that stands in more than two files', async () => {
		const outboxes = [1, 2, 3].map(() => createSqliteOutbox({ folder: folder.path }));
		const shared = usageRow();
		for (const outbox of outboxes) outbox.append(shared);
		for (const outbox of outboxes) outbox.append(usageRow());
		const log = createSqliteUsageLog({ folder: folder.path });
		expect(await log.totals({})).toMatchObject({ calls: 4, inputTokens: 400, costUsd: 2 });
		for (const outbox of outboxes) outbox.close();
	});

	it('reads more files than SQLite attaches at once', async () => {
		const outboxes = Array.from({ length: 12 }, () => createSqliteOutbox({ folder: folder.path }));
		const shared = usageRow();
		for (const outbox of outboxes) outbox.append(shared);
		const log = createSqliteUsageLog({ folder: folder.path });
		expect(await log.totals({})).toMatchObject({ calls: 1 });
		for (const outbox of outboxes) outbox.close();
	});

	it('names a damaged file instead of leaving it out of a sum', async () => {
		const outbox = createSqliteOutbox({ folder: folder.path });
		outbox.append(usageRow());
		const damaged = join(folder.path, 'usage-7.sqlite');
		writeFileSync(damaged, 'no database '.repeat(1_000));
		const log = createSqliteUsageLog({ folder: folder.path });
		await expect(log.totals({})).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining(damaged) });
		await expect(log.calls({})).rejects.toMatchObject({
			name: 'UsageLogError',
			message: expect.stringContaining('move it away'),
		});
		outbox.close();
	});
});
