import { resolvePeriod, type PeriodChoice } from '../../../../lib/usage/reports/periods';
import {
	summarizeSpend,
	type SpendSummary,
	type SummaryDimension,
	type SummaryRequest,
} from '../../../../lib/usage/reports/spend-summary';
import { spendOverTime } from '../../../../lib/usage/reports/spend-over-time';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import type { UsageRow } from '../../../../lib/types';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';

const folder = useTemporaryFolder();
const NOW = '2026-11-25T14:07:00Z';

/** A call at a time, by the model that it asked for. */
const call = (time: string, costUsd: number | undefined, fields: Partial<UsageRow> = {}): UsageRow =>
	usageRow({ startedAtMs: Date.parse(time), costUsd, ...fields });

interface Asked extends Partial<Omit<SummaryRequest, 'period'>> {
	choice?: PeriodChoice;
}

async function summarize(
	rows: readonly UsageRow[],
	{ choice = { kind: 'today' }, timeZone = 'UTC', ...asked }: Asked = {},
): Promise<SpendSummary> {
	const log = createSqliteUsageLog({ folder: folder.path });
	await log.record(rows);
	const period = await resolvePeriod(choice, { nowMs: Date.parse(NOW), timeZone });
	const summary = await summarizeSpend(log, { period, compare: true, groupBy: [], timeZone, ...asked });
	await log.close();
	return summary;
}

/** Each row as its labels and amount. */
const amounts = ({ rows }: SpendSummary) =>
	rows.map(({ labels, figures }) => [...Object.values(labels), figures.costUsd]);

describe('a summary', () => {
	it('of nothing has sums of 0, and no rows', async () => {
		const { totals, before, change, rows } = await summarize([], { groupBy: ['model'] });
		expect(totals).toMatchObject({ calls: 0, costUsd: 0 });
		expect([before?.costUsd, change, rows]).toEqual([0, { costUsd: 0 }, []]);
	});

	it('sums up the period, and what is left out of the sum', async () => {
		const { totals } = await summarize([
			call('2026-11-25T00:00Z', 1),
			call('2026-11-25T14:14:59Z', 2, { status: 'error' }),
			call('2026-11-25T08:00Z', undefined, { estimated: true }),
			call('2026-11-24T23:59:59Z', 4),
			call('2026-11-25T14:15Z', 8),
		]);
		expect(totals).toMatchObject({
			calls: 3,
			failedCalls: 1,
			unpricedCalls: 1,
			estimatedCalls: 1,
			inputTokens: 300,
			costUsd: 3,
		});
	});

	it('compares with the period before, in all and row by row', async () => {
		const summary = await summarize(
			[
				call('2026-11-25T10:00Z', 3, { requestedModel: 'a' }),
				call('2026-11-25T10:00Z', 1, { requestedModel: 'new' }),
				call('2026-11-24T10:00Z', 2, { requestedModel: 'a' }),
				call('2026-11-24T10:00Z', 6, { requestedModel: 'gone' }),
				// Today's time of the day is not there yet.
				call('2026-11-24T20:00Z', 100, { requestedModel: 'a' }),
			],
			{ groupBy: ['model'] },
		);
		expect([summary.totals.costUsd, summary.before?.costUsd, summary.change]).toEqual([
			4,
			8,
			{ costUsd: -4, percent: -50 },
		]);
		expect(
			summary.rows.map(({ labels, figures, before, change }) => [
				labels.model,
				figures.costUsd,
				before?.costUsd,
				change,
			]),
		).toEqual([
			['a', 3, 2, { costUsd: 1, percent: 50 }],
			['new', 1, 0, { costUsd: 1 }],
			['gone', 0, 6, { costUsd: -6, percent: -100 }],
		]);
	});

	it('compares nothing unless asked', async () => {
		const summary = await summarize([call('2026-11-24T10:00Z', 2)], { compare: false, groupBy: ['model'] });
		expect(summary).not.toHaveProperty('before');
		expect(summary.rows).toEqual([]);
	});

	it('counts only what the filter lets through', async () => {
		const rows = [
			call('2026-11-25T10:00Z', 1, { tags: { team: 'a' } }),
			call('2026-11-25T10:00Z', 2, { tags: { team: 'b' } }),
		];
		expect((await summarize(rows, { filter: { tags: { team: 'b' } } })).totals).toMatchObject({ calls: 1, costUsd: 2 });
	});
});

describe('rows', () => {
	it('are in order of time, inside that by cost', async () => {
		const rows = [
			call('2026-11-24T10:00Z', 1, { requestedModel: 'a' }),
			call('2026-11-24T11:00Z', 2, { requestedModel: 'b' }),
			call('2026-11-20T10:00Z', 9, { requestedModel: 'a' }),
		];
		const summary = await summarize(rows, { choice: { kind: 'last7Days' }, groupBy: ['model', 'day'] });
		expect(summary.groupBy).toEqual(['day', 'model']);
		expect(amounts(summary)).toEqual([
			['2026-11-20', 'a', 9],
			['2026-11-24', 'b', 2],
			['2026-11-24', 'a', 1],
		]);
		expect(summary.rows.every((row) => row.before === undefined && row.change === undefined)).toBe(true);
		expect(summary.change).toEqual({ costUsd: 12 });
	});

	it.each<[string, string, SummaryDimension[], string[][]]>([
		['Europe/Berlin', '2026-10-25', ['day'], [['2026-10-25']]],
		[
			'Europe/Berlin',
			'2026-10-25',
			['hour'],
			[['2026-10-25 02:00 +02:00'], ['2026-10-25 02:00 +01:00'], ['2026-10-25 23:00']],
		],
		[
			'Asia/Kathmandu',
			'2026-10-25',
			['day', 'hour'],
			[
				['2026-10-25', '2026-10-25 06:00'],
				['2026-10-25', '2026-10-25 07:00'],
			],
		],
		['Australia/Lord_Howe', '2026-10-25', ['hour'], [['2026-10-25 11:00'], ['2026-10-25 12:00']]],
	])('of %s on %s by %j', async (timeZone, day, groupBy, labels) => {
		const rows = ['2026-10-25T00:15Z', '2026-10-25T01:15Z', '2026-10-25T22:59:59Z'].map((time) => call(time, 1));
		const choice: PeriodChoice = { kind: 'range', from: day, to: day };
		expect((await summarize(rows, { choice, timeZone, groupBy })).rows.map((row) => Object.values(row.labels))).toEqual(
			labels,
		);
	});

	it('are labelled by dimension, null where nothing is known', async () => {
		const summary = await summarize(
			[call('2026-11-25T10:00Z', 1, { tags: { customer: 'Müller' }, nodeName: 'Ask' }), call('2026-11-25T10:00Z', 0.5)],
			{
				groupBy: ['tag:customer', 'node', 'provider', 'group', 'deployment'],
			},
		);
		expect(summary.rows.map(({ labels }) => labels)).toEqual([
			{ 'tag:customer': 'Müller', node: 'Ask', provider: 'openai', group: 'chat', deployment: 'openai/gpt-4o' },
			{ 'tag:customer': null, node: null, provider: 'openai', group: 'chat', deployment: 'openai/gpt-4o' },
		]);
	});

	it('call a workflow by its latest name, and are the same after it was renamed', async () => {
		const summary = await summarize(
			[
				call('2026-11-25T10:00Z', 3, { workflowId: 'w1', workflowName: 'New name' }),
				call('2026-11-24T10:00Z', 1, { workflowId: 'w1', workflowName: 'Old name' }),
			],
			{ groupBy: ['workflow'] },
		);
		expect(summary.rows).toMatchObject([
			{ labels: { workflow: 'New name', workflowId: 'w1' }, before: { costUsd: 1 } },
		]);
		expect(summary.rows).toHaveLength(1);
	});

	it('tell workflows of the same name apart', async () => {
		const rows = ['w1', 'w2', 'w3'].map((workflowId, index) =>
			call('2026-11-25T10:00Z', 3 - index, { workflowId, workflowName: index < 2 ? 'My workflow' : undefined }),
		);
		const summary = await summarize(rows, { groupBy: ['workflow'] });
		expect(summary.rows.map(({ labels }) => labels.workflow)).toEqual(['My workflow (w1)', 'My workflow (w2)', 'w3']);
	});
});

describe('spend over time', () => {
	async function overTime(rows: readonly UsageRow[], from: string, to: string, by?: 'model' | 'workflow') {
		const log = createSqliteUsageLog({ folder: folder.path });
		await log.record(rows);
		const { sliceLabels, series } = await spendOverTime(log, {
			title: 'Spend',
			period: { fromMs: Date.parse(from), toMs: Date.parse(to) },
			by,
			timeZone: 'UTC',
		});
		await log.close();
		return { sliceLabels, series };
	}

	it('is by day, an amount for each, by hour where there are only hours', async () => {
		const rows = [call('2026-11-23T10:00Z', 2), call('2026-11-25T00:00Z', 1), call('2026-11-25T01:30Z', 1)];
		expect(await overTime(rows, '2026-11-23T00:00Z', '2026-11-26T00:00Z')).toEqual({
			sliceLabels: ['2026-11-23', '2026-11-24', '2026-11-25'],
			series: [{ name: 'All calls', costsUsd: [2, 0, 2] }],
		});
		expect(await overTime([], '2026-11-25T00:00Z', '2026-11-25T02:15Z')).toEqual({
			sliceLabels: ['2026-11-25 00:00', '2026-11-25 01:00', '2026-11-25 02:00'],
			series: [{ name: 'All calls', costsUsd: [1, 1, 0] }],
		});
	});

	it('has a series for each workflow, of the same name, too', async () => {
		const rows = ['w1', 'w2', undefined].map((workflowId) =>
			call('2026-11-25T00:00Z', 1, { workflowId, workflowName: workflowId && 'My workflow' }),
		);
		const { series } = await overTime(rows, '2026-11-25T00:00Z', '2026-11-25T01:00Z', 'workflow');
		expect(series.map(({ name }) => name).sort()).toEqual(['My workflow (w1)', 'My workflow (w2)', 'none']);
	});
});
