import type { SpendQuery } from '../../../lib/types/spend';
import type { UsageRow } from '../../../lib/types/usage-row';
import type { UsageLog } from '../../../lib/usage/usage-log';
import { callIdAt, failedOver, NOON_MS, usageRow } from './usage-rows';

const DAY_MS = 86_400_000;
const ALL: SpendQuery = { boundariesMs: [NOON_MS - DAY_MS, NOON_MS + DAY_MS], groupBy: [] };

/** What every usage log makes of rows that come again, or too late, or that a provider or a client made absurd. */
export function describeHostileRows(open: () => UsageLog): void {
	const log = {
		record: async (...rows: UsageRow[]) => await open().record(rows),
		ask: async (query: Partial<SpendQuery>) => await open().spend({ ...ALL, ...query }),
	};

	describe('whose deleted calls are delivered once more', () => {
		const deleteAll = async () => await open().deleteCalls({ beforeMs: NOON_MS + DAY_MS, limit: 1_000 });

		it('counts none of them again, and takes those that are new', async () => {
			const rows = [usageRow(), failedOver(), failedOver()];
			await log.record(...rows);
			const before = await log.ask({ groupBy: ['deployment'] });
			expect(await deleteAll()).toBe(3);
			await log.record(...rows);
			await log.record(...rows, usageRow({ group: 'new', deployment: 'new' }));
			const after = await log.ask({ groupBy: ['deployment'], filter: { group: 'chat' } });
			expect(after).toEqual(before);
			expect((await open().calls({})).map(({ group }) => group)).toEqual(['new']);
		});

		it('knows a call again whose id holds no time', async () => {
			const startedAtMs = Date.now();
			const row = usageRow({ callId: crypto.randomUUID(), startedAtMs });
			await log.record(row);
			expect(await open().deleteCalls({ beforeMs: startedAtMs + 1, limit: 10 })).toBe(1);
			await log.record(row);
			expect(await open().calls({})).toEqual([]);
		});

		it('takes a row as old as 35 days by its id, and none that is older, nor those that come with it', async () => {
			const agedDays = (days: number) => usageRow({ callId: callIdAt(Date.now() - days * DAY_MS) });
			const [taken, refused] = [agedDays(34.9), agedDays(35.1)];
			await log.record(taken);
			await expect(log.record(usageRow(), refused)).rejects.toMatchObject({
				code: 'bad_row',
				message: expect.stringContaining('more than 35 days later'),
			});
			expect(await open().calls({})).toHaveLength(1);
			await deleteAll();
			await log.record(taken);
			expect((await log.ask({})).rows).toMatchObject([{ calls: 1 }]);
		});

		it('still knows them after it has forgotten what is too old', async () => {
			const row = usageRow({ callId: callIdAt(Date.now() - 34 * DAY_MS) });
			await log.record(row);
			await deleteAll();
			await open().forgetDeleted({ limit: 1_000 });
			await log.record(row);
			expect((await log.ask({})).rows).toMatchObject([{ calls: 1 }]);
		});
	});

	describe('given absurd figures', () => {
		const BILLION = 1_000_000_000;
		const attempt = { provider: 'openai', deployment: 'd', model: 'm', outcome: 'ok', latencyMs: 1 } as const;

		it.each<[string, Partial<UsageRow>, Partial<UsageRow>]>([
			['2^53 tokens', { inputTokens: 2 ** 53 }, { inputTokens: BILLION }],
			['1e308 tokens', { inputTokens: 1e308 }, { inputTokens: BILLION }],
			['endless tokens', { inputTokens: Infinity }, { inputTokens: BILLION }],
			['negative tokens', { inputTokens: -7 }, { inputTokens: 0 }],
			['tokens that are no number', { inputTokens: Number.NaN }, { inputTokens: undefined }],
			['an endless cost', { costUsd: Infinity }, { costUsd: undefined }],
			['a negative cost', { costUsd: -0.5 }, { costUsd: undefined }],
			['a cost that is no number', { costUsd: Number.NaN }, { costUsd: undefined }],
			[
				'endless times and counts',
				{ latencyMs: Infinity, queueWaitMs: Number.NaN, attemptCount: 1e9 },
				{ latencyMs: 2 ** 31 - 1, queueWaitMs: 0, attemptCount: 32_767 },
			],
			[
				'attempts that are absurd together',
				{
					inputTokens: 2 * BILLION,
					attemptCount: 3,
					attempts: [6e8, 6e8, -1].map((inputTokens) => ({ ...attempt, inputTokens, costUsd: 0 })),
				},
				{
					inputTokens: BILLION,
					attempts: [6e8, 4e8, 0].map((inputTokens) => ({ ...attempt, inputTokens, costUsd: 0 })),
				},
			],
		])('keeps %s within bounds, in rows and sums alike', async (_name, absurd, kept) => {
			const row = usageRow(absurd);
			await log.record(row, usageRow());
			const expected = JSON.parse(JSON.stringify({ ...row, ...kept })) as UsageRow;
			expect((await open().calls({})).find(({ callId }) => callId === row.callId)).toEqual(expected);
			const { inputTokens, costUsd, unpricedCalls } = await open().totals({});
			expect([inputTokens, costUsd]).toEqual([(expected.inputTokens ?? 0) + 100, (expected.costUsd ?? 0) + 0.5]);
			const sums = { calls: 2, inputTokens, unpricedCalls };
			const report = await log.ask({});
			expect(report.rows).toMatchObject([sums]);
			await open().deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 });
			expect(await log.ask({})).toEqual(report);
		});

		it('refuses a call that began at no time', async () => {
			for (const startedAtMs of [Number.NaN, Infinity, 1e300, -1e300])
				await expect(log.record(usageRow({ startedAtMs }))).rejects.toMatchObject({ code: 'bad_row' });
			expect((await open().totals({})).calls).toBe(0);
		});
	});

	describe('whose clients make labels up', () => {
		const calls = (count: number, fields: (index: number) => Partial<UsageRow>) =>
			Array.from({ length: count }, (_, index) => usageRow({ costUsd: 0.25, ...fields(index) }));
		const recordAll = async (rows: UsageRow[]) => {
			for (let done = 0; done < rows.length; done += 500) await log.record(...rows.slice(done, done + 500));
		};
		const deleteAll = async () => {
			while ((await open().deleteCalls({ beforeMs: NOON_MS + 2 * DAY_MS, limit: 1_000 })) > 0);
		};

		it('gives a thousand values of a tag sums of their own on a UTC day, and sums the others as other', async () => {
			const tags = (index: number) => ({ user: `user ${index}`, team: index % 2 === 0 ? 'red' : 'blue' });
			await recordAll(calls(1_200, (index) => ({ tags: tags(index) })));
			await recordAll(calls(300, (index) => ({ tags: tags(index), startedAtMs: NOON_MS + DAY_MS })));
			expect(await open().calls({ limit: 2_000 })).toHaveLength(1_500);
			expect(new Set((await open().calls({ limit: 2_000 })).map((row) => row.tags?.['user'])).size).toBe(1_200);
			await deleteAll();
			const boundariesMs = [NOON_MS - DAY_MS / 2, NOON_MS + DAY_MS / 2, NOON_MS + 1.5 * DAY_MS];
			const byUser = (await log.ask({ boundariesMs, groupBy: ['tag:user'] })).rows;
			expect(byUser.filter(({ slice }) => slice === 0)).toHaveLength(1_001);
			expect(byUser.find(({ labels }) => labels[0] === 'other')).toMatchObject({ slice: 0, calls: 200, costUsd: 50 });
			expect(byUser.filter(({ slice }) => slice === 1)).toHaveLength(300);
			const byTeam = (await log.ask({ boundariesMs, groupBy: ['tag:team'] })).rows;
			expect(byTeam.map(({ slice, labels, calls }) => [slice, labels[0], calls]).sort()).toEqual([
				[0, 'blue', 600],
				[0, 'red', 600],
				[1, 'blue', 150],
				[1, 'red', 150],
			]);
		});

		it('leaves names of tags beyond a hundred a day out of the sums', async () => {
			await recordAll(calls(150, (index) => ({ tags: { [`name ${index}`]: 'v', team: 'red' } })));
			await deleteAll();
			const names = Array.from({ length: 150 }, (_, index) => `tag:name ${index}` as const);
			const summed = (await log.ask({ groupBy: names })).rows.filter(({ labels }) =>
				labels.some((label) => label !== null),
			);
			expect(summed).toHaveLength(99);
			expect((await log.ask({ groupBy: ['tag:team'] })).rows).toMatchObject([{ labels: ['red'], calls: 150 }]);
		});
	});
}
