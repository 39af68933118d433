import type { UsageLog } from '../../../lib/usage/usage-log';
import { describeSpend } from './spend-contract';
import { bareUsageRow, fullUsageRow, NOON_MS, usageRow } from './usage-rows';

export interface UsageLogHandles {
	log: UsageLog;
	/** Another handle on the same log, as another process would hold. */
	other: UsageLog;
	/** Closes both and removes what they wrote. */
	remove(): Promise<void>;
}

/** What every usage log keeps. `open` gives two handles on a log that is new and empty. */
export function describeUsageLog(name: string, open: () => Promise<UsageLogHandles>): void {
	describe(`${name} as a usage log`, () => {
		let log: UsageLog;
		let other: UsageLog;
		let remove: () => Promise<void>;

		beforeEach(async () => {
			({ log, other, remove } = await open());
		});
		afterEach(() => remove());

		it('gives back what was recorded, field by field', async () => {
			const row = fullUsageRow();
			await log.record([row]);
			expect(await log.calls({})).toEqual([row]);
		});

		it('keeps unknown apart from 0', async () => {
			const bare = bareUsageRow();
			await log.record([bare]);
			const [found] = await log.calls({});
			expect(found).toStrictEqual(bare);
			expect(await log.totals({})).toMatchObject({ calls: 1, unpricedCalls: 1, costUsd: 0 });
		});

		it('is empty at first', async () => {
			await log.record([]);
			expect(await log.calls({})).toEqual([]);
			expect(await log.totals({})).toEqual({
				calls: 0,
				failedCalls: 0,
				unpricedCalls: 0,
				estimatedCalls: 0,
				inputTokens: 0,
				outputTokens: 0,
				costUsd: 0,
			});
		});

		it('leaves one row, the first, of a call that is recorded twice', async () => {
			const row = usageRow({ inputTokens: 100 });
			await log.record([row]);
			await log.record([{ ...row, inputTokens: 999 }, usageRow()]);
			expect(await log.totals({})).toMatchObject({ calls: 2, inputTokens: 200 });
		});

		it('leaves one row of a call that is recorded by two processes', async () => {
			const shared = usageRow();
			await log.record([shared, usageRow()]);
			await other.record([shared, usageRow()]);
			for (const handle of [log, other]) {
				expect(await handle.totals({})).toMatchObject({ calls: 3, inputTokens: 300, costUsd: 1.5 });
				const ids = (await handle.calls({})).map((row) => row.callId);
				expect(new Set(ids).size).toBe(3);
				expect(ids).toHaveLength(3);
			}
		});

		it('shows each process what the others record', async () => {
			await log.record([usageRow()]);
			expect(await other.totals({})).toMatchObject({ calls: 1 });
			await other.record([usageRow()]);
			expect(await log.totals({})).toMatchObject({ calls: 2 });
		});

		it('records all rows or none', async () => {
			const bad = usageRow({ startedAtMs: Number.NaN });
			await expect(log.record([usageRow(), bad, usageRow()])).rejects.toThrow();
			expect(await log.totals({})).toMatchObject({ calls: 0 });
			await log.record([usageRow()]);
			expect(await log.totals({})).toMatchObject({ calls: 1 });
		});

		it('takes the start of a period in and leaves its end out', async () => {
			const starts = [NOON_MS - 1, NOON_MS, NOON_MS + 999, NOON_MS + 1_000];
			await log.record(starts.map((startedAtMs) => usageRow({ startedAtMs })));
			const period = { fromMs: NOON_MS, toMs: NOON_MS + 1_000 };
			expect((await log.calls(period)).map((row) => row.startedAtMs)).toEqual([NOON_MS + 999, NOON_MS]);
			expect(await log.totals(period)).toMatchObject({ calls: 2 });
			expect(await log.totals({ fromMs: NOON_MS })).toMatchObject({ calls: 3 });
			expect(await log.totals({ toMs: NOON_MS })).toMatchObject({ calls: 1 });
		});

		it('never moves a call that began in the last fraction of a millisecond into the next period', async () => {
			await log.record([usageRow({ startedAtMs: NOON_MS - 0.1 })]);
			expect(await log.totals({ toMs: NOON_MS })).toMatchObject({ calls: 1 });
		});

		it('lists the newest calls first, whoever recorded them, 100 unless told otherwise', async () => {
			const at = (second: number) => usageRow({ startedAtMs: NOON_MS + second * 1_000 });
			await log.record(Array.from({ length: 60 }, (_, i) => at(2 * i)));
			await other.record(Array.from({ length: 60 }, (_, i) => at(2 * i + 1)));
			const seconds = (rows: Array<{ startedAtMs: number }>) => rows.map((row) => (row.startedAtMs - NOON_MS) / 1_000);
			expect(seconds(await log.calls({ limit: 4 }))).toEqual([119, 118, 117, 116]);
			expect(await log.calls({})).toHaveLength(100);
			expect(await log.calls({ limit: 1_000 })).toHaveLength(120);
		});

		it('filters by group, workflow and execution', async () => {
			await log.record([
				usageRow({ group: 'chat', workflowId: 'w1', executionId: '1' }),
				usageRow({ group: 'chat', workflowId: 'w1', executionId: '2' }),
				usageRow({ group: 'code', workflowId: 'w2', executionId: '3' }),
				usageRow({ group: 'code' }),
			]);
			const counts = async (filter: Parameters<UsageLog['totals']>[0]) => [
				(await log.totals(filter)).calls,
				(await log.calls(filter)).length,
			];
			expect(await counts({ group: 'code' })).toEqual([2, 2]);
			expect(await counts({ workflowId: 'w1' })).toEqual([2, 2]);
			expect(await counts({ workflowId: 'w1', executionId: '2' })).toEqual([1, 1]);
			expect(await counts({ group: 'chat', workflowId: 'w2' })).toEqual([0, 0]);
		});

		it('counts failed, unpriced and estimated calls apart and sums what is known', async () => {
			await log.record([
				usageRow({ costUsd: 0.25, inputTokens: 10, outputTokens: 1 }),
				usageRow({ costUsd: 0.5, estimated: true }),
				usageRow({ costUsd: undefined, inputTokens: undefined, outputTokens: undefined }),
				usageRow({ costUsd: 0, status: 'error', errorClass: 'all_failed' }),
				usageRow({ costUsd: 0, status: 'cancelled' }),
			]);
			expect(await log.totals({})).toEqual({
				calls: 5,
				failedCalls: 1,
				unpricedCalls: 1,
				estimatedCalls: 1,
				inputTokens: 310,
				outputTokens: 31,
				costUsd: 0.75,
			});
		});

		it('sums many small costs without drift', async () => {
			await log.record(Array.from({ length: 1_000 }, () => usageRow({ costUsd: 0.000_1 })));
			expect((await log.totals({})).costUsd).toBeCloseTo(0.1, 12);
		});

		describeSpend(() => log);
	});
}
