import type { SpendQuery } from '../../../lib/types/spend';
import type { UsageRow } from '../../../lib/types/usage-row';
import type { UsageLog } from '../../../lib/usage/usage-log';
import { callIdAt, NOON_MS, usageRow } from './usage-rows';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const ALL: SpendQuery = { boundariesMs: [NOON_MS - DAY_MS, NOON_MS + DAY_MS], groupBy: [] };

/** What every usage log says of spend, and keeps of it when calls are deleted. `open` gives a log that is new and empty. */
export function describeSpend(open: () => UsageLog): void {
	const log = {
		record: async (...rows: UsageRow[]) => await open().record(rows),
		ask: async (query: Partial<SpendQuery>) => await open().spend({ ...ALL, ...query }),
	};

	describe('asked for spend', () => {
		it('has no row where there was no call', async () => {
			expect(await log.ask({})).toEqual({ rows: [], workflowNames: {} });
		});

		it('sums all there is', async () => {
			await log.record(
				usageRow({ cachedTokens: 40, cacheWriteTokens: 3, reasoningTokens: 2 }),
				usageRow({ status: 'error', costUsd: 0 }),
				usageRow({ status: 'cancelled', estimated: true }),
				usageRow({ costUsd: undefined }),
			);
			expect((await log.ask({})).rows).toEqual([
				{
					slice: 0,
					labels: [],
					calls: 4,
					failedCalls: 1,
					cancelledCalls: 1,
					unpricedCalls: 1,
					estimatedCalls: 1,
					attempts: 4,
					inputTokens: 400,
					cachedTokens: 40,
					cacheWriteTokens: 3,
					outputTokens: 40,
					reasoningTokens: 2,
					costUsd: 1,
				},
			]);
		});

		it('takes the start of a slice in and leaves its end out', async () => {
			await log.record(
				...[-1, 0, QUARTER_MS - 1, QUARTER_MS].map((afterMs) => usageRow({ startedAtMs: NOON_MS + afterMs })),
			);
			const { rows } = await log.ask({ boundariesMs: [NOON_MS, NOON_MS + QUARTER_MS, NOON_MS + 2 * QUARTER_MS] });
			expect(rows.map(({ slice, calls }) => [slice, calls])).toEqual([
				[0, 2],
				[1, 1],
			]);
		});

		it('cuts slices of any number of quarter hours', async () => {
			await log.record(
				...[0, 1, 2, 3, 4, 5].map((quarter) => usageRow({ startedAtMs: NOON_MS + quarter * QUARTER_MS })),
			);
			const boundariesMs = [0, 1, 4, 6].map((quarter) => NOON_MS + quarter * QUARTER_MS);
			expect((await log.ask({ boundariesMs })).rows.map(({ calls }) => calls)).toEqual([1, 3, 2]);
		});

		it('groups by every label, with null where it is unknown', async () => {
			const labelled = {
				group: 'code',
				deployment: 'd2',
				provider: 'ollama',
				requestedModel: 'm2',
				workflowId: 'w2',
				workflowName: 'Two',
				nodeName: 'N2',
				tags: { team: 'red' },
			} as const;
			await log.record(
				usageRow({ ...labelled, costUsd: 2 }),
				usageRow({
					deployment: undefined,
					provider: undefined,
					requestedModel: undefined,
					attemptCount: 0,
					costUsd: 1,
				}),
			);
			const labelsBy = async (...groupBy: SpendQuery['groupBy']) =>
				(await log.ask({ groupBy })).rows.map(({ labels }) => labels);
			expect(await labelsBy('group', 'deployment', 'provider', 'model')).toEqual([
				['code', 'd2', 'ollama', 'm2'],
				['chat', null, null, null],
			]);
			expect(await labelsBy('workflow', 'node')).toEqual([
				['w2', 'N2'],
				[null, null],
			]);
			expect(await labelsBy('tag:team', 'tag:constructor')).toEqual([
				['red', null],
				[null, null],
			]);
			expect(await labelsBy('model', 'tag:team', 'workflow')).toEqual([
				['m2', 'red', 'w2'],
				[null, null, null],
			]);
		});

		it('lists slices in order, inside one the largest cost first', async () => {
			await log.record(
				usageRow({ group: 'a', costUsd: 1 }),
				usageRow({ group: 'b', costUsd: 3 }),
				usageRow({ group: 'c', costUsd: 2, startedAtMs: NOON_MS - 1 }),
			);
			const { rows } = await log.ask({
				boundariesMs: [NOON_MS - DAY_MS, NOON_MS, NOON_MS + DAY_MS],
				groupBy: ['group'],
			});
			expect(rows.map(({ labels }) => labels[0])).toEqual(['c', 'b', 'a']);
		});

		it('tells the latest name of a workflow', async () => {
			const named = (workflowName: string, startedAtMs: number) =>
				usageRow({ workflowId: 'w1', workflowName, startedAtMs });
			await log.record(named('New', NOON_MS + QUARTER_MS), named('Old', NOON_MS));
			const { rows, workflowNames } = await log.ask({ groupBy: ['workflow'] });
			expect(rows.map(({ labels, calls }) => [...labels, calls])).toEqual([['w1', 2]]);
			expect(workflowNames).toEqual({ w1: 'New' });
		});

		it('counts tokens and cost where each attempt arose, and the call where it ended', async () => {
			await log.record(failedOver());
			const { rows } = await log.ask({ groupBy: ['deployment'] });
			expect(rows).toMatchObject([
				{ labels: ['second'], calls: 1, attempts: 1, inputTokens: 30, outputTokens: 7, costUsd: 0.75 },
				{ labels: ['first'], calls: 0, attempts: 1, inputTokens: 20, outputTokens: 3, costUsd: 0.25 },
			]);
			expect((await log.ask({})).rows).toMatchObject([{ calls: 1, attempts: 2, inputTokens: 50, costUsd: 1 }]);
		});

		it('adds nothing of a call with an unknown price', async () => {
			await log.record({ ...failedOver(), costUsd: undefined });
			expect((await log.ask({})).rows).toMatchObject([{ calls: 1, unpricedCalls: 1, costUsd: 0, inputTokens: 50 }]);
		});

		it('counts only what carries all that the filter names', async () => {
			await log.record(
				usageRow({ group: 'code', workflowId: 'w1', nodeName: 'N', tags: { team: 'red', stage: 'live' } }),
				usageRow({ group: 'code', requestedModel: 'other', workflowId: 'w2' }),
				failedOver(),
			);
			const calls = async (filter: SpendQuery['filter']) =>
				(await log.ask({ filter })).rows.reduce((sum, row) => sum + row.attempts, 0);
			expect(await calls({ group: 'code' })).toBe(2);
			expect(await calls({ group: 'code', model: 'other' })).toBe(1);
			expect(await calls({ workflowId: 'w1', nodeName: 'N' })).toBe(1);
			expect(await calls({ tags: { team: 'red' } })).toBe(1);
			expect(await calls({ tags: { team: 'red', stage: 'test' } })).toBe(0);
			expect(await calls({ deployment: 'first' })).toBe(1);
			expect(await calls({ provider: 'nobody' })).toBe(0);
		});

		it('counts a call once that is recorded twice, together or apart', async () => {
			const row = failedOver();
			await log.record(row, row);
			await log.record(row, usageRow({ group: 'other', costUsd: 0 }));
			expect((await log.ask({ groupBy: ['group'] })).rows).toMatchObject([
				{ calls: 1, attempts: 2, costUsd: 1 },
				{ calls: 1 },
			]);
		});
	});

	describe('whose calls are deleted', () => {
		const remaining = async () => (await open().calls({})).map(({ startedAtMs }) => startedAtMs - NOON_MS).reverse();

		it('keeps those that began at the cut or later, to the millisecond, and all that was spent', async () => {
			await log.record(...[-2, -1, 0, 1].map((afterMs) => usageRow({ startedAtMs: NOON_MS + afterMs })), failedOver());
			const before = await log.ask({ groupBy: ['deployment', 'tag:team'] });
			expect(await open().deleteCalls({ beforeMs: NOON_MS, limit: 100 })).toBe(2);
			expect(await remaining()).toEqual([0, 0, 1]);
			expect(await log.ask({ groupBy: ['deployment', 'tag:team'] })).toEqual(before);
		});

		it('deletes the oldest first, and no more than it was told', async () => {
			await log.record(...[3, 1, 2, 4].map((afterMs) => usageRow({ startedAtMs: NOON_MS + afterMs })));
			expect(await open().deleteCalls({ beforeMs: NOON_MS + 4, limit: 2 })).toBe(2);
			expect(await remaining()).toEqual([3, 4]);
			expect(await open().deleteCalls({ beforeMs: NOON_MS + 4, limit: 2 })).toBe(1);
			expect(await open().deleteCalls({ beforeMs: NOON_MS + 4, limit: 2 })).toBe(0);
			expect((await log.ask({})).rows).toMatchObject([{ calls: 4, costUsd: 2 }]);
		});

		it('adds what comes later for a quarter hour that was deleted', async () => {
			await log.record(usageRow());
			await open().deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 });
			await log.record(usageRow());
			expect((await log.ask({})).rows).toMatchObject([{ calls: 2, costUsd: 1 }]);
		});
	});

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

	describe('with what was said', () => {
		const texts = { prompt: '[{"role":"user"}]', answer: 'Grüß Gott 👋', keepUntilMs: Date.now() + DAY_MS };

		it('gives it only to whoever asks for it', async () => {
			await log.record(usageRow({ texts }));
			expect((await open().calls({}))[0]).not.toHaveProperty('texts');
			expect((await open().calls({ withTexts: true }))[0]?.texts).toEqual(texts);
		});

		it('keeps a prompt without an answer', async () => {
			const { answer: _none, ...prompt } = texts;
			await log.record(usageRow({ texts: prompt }));
			expect((await open().calls({ withTexts: true }))[0]?.texts).toStrictEqual(prompt);
		});

		it('hides it when its time is over, and then deletes it, a limited number at a time; the rows stay', async () => {
			const over = { ...texts, keepUntilMs: Date.now() - 1_000 };
			await log.record(usageRow({ texts: over }), usageRow({ texts: over }), usageRow({ texts }));
			expect((await open().calls({ withTexts: true })).filter((row) => row.texts !== undefined)).toHaveLength(1);
			const nowMs = Date.now();
			expect(await open().deleteTexts({ nowMs, limit: 1 })).toBe(1);
			expect(await open().deleteTexts({ nowMs, limit: 10 })).toBe(1);
			expect(await open().deleteTexts({ nowMs, limit: 10 })).toBe(0);
			expect(await open().calls({})).toHaveLength(3);
		});

		it('deletes it with its call', async () => {
			await log.record(usageRow({ texts }));
			await open().deleteCalls({ beforeMs: NOON_MS + 1, limit: 10 });
			expect(await open().deleteTexts({ nowMs: texts.keepUntilMs + 1, limit: 10 })).toBe(0);
		});
	});

	it('lists calls of one status', async () => {
		await log.record(
			usageRow(),
			usageRow({ status: 'error', errorClass: 'server' }),
			usageRow({ status: 'cancelled' }),
		);
		expect((await open().calls({ status: 'error' })).map(({ errorClass }) => errorClass)).toEqual(['server']);
	});

	it('keeps the identity of deployments, of attempts too', async () => {
		const row = failedOver();
		await log.record(row);
		expect(await open().calls({})).toEqual([row]);
	});
}

/** 0.25 USD on the first, 0.75 on the second. */
function failedOver(): UsageRow {
	const attempt = { provider: 'openai', latencyMs: 5 } as const;
	return usageRow({
		deployment: 'second',
		deploymentId: 'id-2',
		requestedModel: 'm2',
		inputTokens: 50,
		outputTokens: 10,
		costUsd: 1,
		attemptCount: 2,
		attempts: [
			{
				...attempt,
				deploymentId: 'id-1',
				deployment: 'first',
				model: 'm1',
				outcome: 'server',
				status: 500,
				inputTokens: 20,
				outputTokens: 3,
				costUsd: 0.25,
			},
			{
				...attempt,
				deploymentId: 'id-2',
				deployment: 'second',
				model: 'm2',
				outcome: 'ok',
				inputTokens: 30,
				outputTokens: 7,
				costUsd: 0.75,
			},
		],
	});
}
