import type { SpendQuery } from '../../../lib/types/spend';
import type { UsageRow } from '../../../lib/types/usage-row';
import type { UsageLog } from '../../../lib/usage/usage-log';
import { describeHostileRows } from './hostile-rows-contract';
import { failedOver, NOON_MS, usageRow } from './usage-rows';

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

	describeHostileRows(open);

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
