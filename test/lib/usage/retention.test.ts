import { createRetention, retentionCutMs } from '../../../lib/usage/retention';
import { createSqliteOutbox } from '../../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../../lib/usage/sqlite/sqlite-usage-log';
import { createFakeClock } from '../../support/fake-clock';
import { useTemporaryFolder } from './temporary-folder';
import { usageRow } from './usage-rows';

const DAY_MS = 86_400_000;

describe('retention', () => {
	it('15: of 30 days cuts to the second; a missing or invalid setting deletes nothing', () => {
		const nowMs = Date.UTC(2026, 10, 25, 12, 0, 1);
		expect(retentionCutMs(30, nowMs)).toBe(Date.UTC(2026, 9, 26, 12, 0, 1));
		for (const invalid of [undefined, null, 0, -1, Number.NaN, Infinity, '30', '', {}, [], true])
			expect(retentionCutMs(invalid, nowMs)).toBeUndefined();
	});

	describe('of a log', () => {
		let batches: string[];
		const log = {
			deleteCalls: async ({ beforeMs, limit }: { beforeMs: number; limit: number }) => {
				batches.push(`calls ${beforeMs} ${limit}`);
				return batches.length < 3 ? limit : 0;
			},
			deleteTexts: async () => {
				batches.push('texts');
				return 0;
			},
			forgetDeleted: async () => {
				batches.push('ids');
				return 0;
			},
		};
		beforeEach(() => (batches = []));

		it('is done in bounded batches with pauses, and every ten minutes at most', async () => {
			const clock = createFakeClock();
			const retention = createRetention(log, { keepCallsDays: 1, clock });
			retention.tick();
			retention.tick();
			await clock.advance(1_000);
			const cut = batches[0]!.split(' ')[1];
			expect(batches).toEqual([`calls ${cut} 1000`, `calls ${cut} 1000`, `calls ${cut} 1000`, 'texts', 'ids']);
			await clock.advance(599_000 - 1);
			retention.tick();
			await clock.advance(0);
			expect(batches).toHaveLength(5);
			await clock.advance(1);
			retention.tick();
			await clock.advance(0);
			expect(batches).toHaveLength(8);
		});

		it('deletes texts whose time is over also where calls are kept for ever', async () => {
			const clock = createFakeClock();
			createRetention(log, { keepCallsDays: 0, clock }).tick();
			await clock.advance(1_000);
			expect(batches).toEqual(['texts', 'ids']);
		});
	});

	describe('of the embedded log', () => {
		const folder = useTemporaryFolder();

		it('follows an append by itself; what was spent stays', async () => {
			const clock = createFakeClock();
			const outbox = createSqliteOutbox({ folder: folder.path, keepCallsDays: 30, clock });
			const log = createSqliteUsageLog({ folder: folder.path });
			const cutMs = clock.wallMs() - 30 * DAY_MS;
			outbox.append(usageRow({ startedAtMs: cutMs - 1_000 }), usageRow({ startedAtMs: cutMs + 60_000 }));
			expect(await log.calls({})).toHaveLength(2);
			for (let tries = 0; tries < 100 && (await log.calls({})).length > 1; tries++) await clock.advance(100);
			expect((await log.calls({})).map(({ startedAtMs }) => startedAtMs)).toEqual([cutMs + 60_000]);
			const quarterMs = Math.floor(cutMs / 900_000) * 900_000;
			const { rows } = await log.spend({ boundariesMs: [quarterMs - DAY_MS, quarterMs + DAY_MS], groupBy: [] });
			expect(rows).toMatchObject([{ calls: 2, costUsd: 1 }]);
			outbox.close();
		});
	});
});
