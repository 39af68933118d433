import { recordCalls, reportItems, runReport } from './support/run-report';

/** 25 November 2026, 14:00 in Berlin. */
const THAT_DAY_MS = Date.UTC(2026, 10, 25, 13);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RANGE = { operation: 'summarizeSpend', period: 'range', from: '2026-11-25', to: '2026-11-25' };

beforeAll(async () => {
	await recordCalls([
		{ startedAtMs: THAT_DAY_MS, costUsd: 3, tags: { customer: 'A' }, workflowId: 'w1', workflowName: 'Old name' },
		{ startedAtMs: THAT_DAY_MS + HOUR_MS, costUsd: 1, requestedModel: 'gpt-4.1', tags: { customer: 'B' } },
		{ startedAtMs: THAT_DAY_MS + 2 * HOUR_MS, costUsd: 2, workflowId: 'w1', workflowName: 'New name' },
		{ startedAtMs: THAT_DAY_MS + 3 * HOUR_MS, costUsd: undefined, requestedModel: 'nobody-knows', status: 'error' },
		{ startedAtMs: THAT_DAY_MS - DAY_MS, costUsd: 4 },
	]);
});

describe('the digest', () => {
	it('is one item to send, with the rows and a chart', async () => {
		const { outputs, hints } = await runReport({ ...RANGE, groupBy: ['model'], output: 'digest' });
		const [item, ...others] = outputs[0]!;
		expect(others).toEqual([]);
		expect(item!.json).toMatchObject({
			title: 'LLM spend: $6.00, 25 November 2026',
			markdown: expect.stringContaining('gpt-4.1'),
			html: expect.stringContaining('gpt-4.1'),
			text: expect.stringContaining('gpt-4.1'),
			period: {
				label: '25 November 2026',
				from: '2026-11-24T23:00:00.000Z',
				to: '2026-11-25T23:00:00.000Z',
				timeZone: 'Europe/Berlin',
			},
			totals: { calls: 4, costUsd: 6, unpricedCalls: 1, before: { costUsd: 4 }, change: { costUsd: 2, percent: 50 } },
			rows: [{ model: 'gpt-4o' }, { model: 'gpt-4.1' }, { model: 'nobody-knows' }],
		});
		const chart = item!.binary!.data!;
		expect(chart).toMatchObject({ mimeType: 'image/png', fileName: 'llm-spend.png' });
		expect(Buffer.from(chart.data, 'base64').subarray(1, 4).toString()).toBe('PNG');
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('no known price')]);
	});

	it('puts its chart where it is told', async () => {
		const { outputs } = await runReport({ ...RANGE, output: 'digest', options: { chartField: 'chart' } });
		expect(Object.keys(outputs[0]![0]!.binary!)).toEqual(['chart']);
	});
});

describe('Summarize Spend', () => {
	it('gives a row per model with its share, what it was before and the change', async () => {
		const rows = await reportItems({ ...RANGE, groupBy: ['model'] });
		expect(rows).toMatchObject([
			{ model: 'gpt-4o', costUsd: 5, calls: 2, before: { costUsd: 4 }, change: { costUsd: 1, percent: 25 } },
			{ model: 'gpt-4.1', costUsd: 1, calls: 1, change: { costUsd: 1, percent: null } },
			{ model: 'nobody-knows', costUsd: 0, calls: 1, unpricedCalls: 1, failedCalls: 1 },
		]);
	});

	it('says nothing of before when it is not asked, and one row when nothing is grouped', async () => {
		const rows = await reportItems({ ...RANGE, groupBy: [], compare: false });
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ calls: 4, costUsd: 6 });
		expect(rows[0]).not.toHaveProperty('before');
	});

	it.each([
		[
			'workflows by their latest name',
			{ groupBy: ['workflow'] },
			{ workflow: 'New name', workflowId: 'w1', costUsd: 5 },
		],
		['tags by name', { groupBy: ['tag'], tagNames: 'customer' }, { 'tag:customer': 'A', costUsd: 3 }],
		['hours', { groupBy: ['hour'] }, { hour: '2026-11-25 14:00', costUsd: 3 }],
		['days and models', { groupBy: ['day', 'model'] }, { day: '2026-11-25', model: 'gpt-4o', costUsd: 5 }],
		['a list in a text', { groupBy: '={{ "provider, group" }}' }, { provider: 'openai', group: 'chat', costUsd: 6 }],
	])('groups by %s', async (_what, parameters, first) => {
		expect((await reportItems({ ...RANGE, ...parameters }))[0]).toMatchObject(first);
	});

	it("counts days in the workflow's time zone, and in another one when told", async () => {
		const late = Date.UTC(2026, 9, 10, 23); // the 11th in Berlin
		await recordCalls([{ startedAtMs: late, costUsd: 7 }]);
		const on = async (day: string, options = {}) =>
			(await reportItems({ ...RANGE, from: day, to: day, groupBy: [], compare: false, options })).length;
		expect([await on('2026-10-10'), await on('2026-10-11')]).toEqual([0, 1]);
		const lisbon = { timeZone: 'Atlantic/Azores' };
		expect([await on('2026-10-10', lisbon), await on('2026-10-11', lisbon)]).toEqual([1, 0]);
	});

	it('takes dates from expressions, as texts and as dates', async () => {
		const from = '={{ DateTime.fromISO("2026-11-25T13:00:00Z") }}';
		expect(
			await reportItems(
				{ ...RANGE, from, to: '={{ $json.to }}', groupBy: [] },
				{ items: [{ json: { to: '2026-11-25T14:30' } }] },
			),
		).toMatchObject([{ costUsd: 3 }]);
	});

	it('runs once, however many items come in, and gives so many rows as it is told', async () => {
		const items = Array.from({ length: 5 }, () => ({ json: {} }));
		expect(await reportItems({ ...RANGE, groupBy: ['model'], options: { maxRows: 2 } }, { items })).toHaveLength(2);
	});

	it('says how many calls are not in the sums', async () => {
		const { hints } = await runReport({ ...RANGE, groupBy: [] });
		expect(hints.map(({ message }) => message)).toEqual(['1 call has no known price and adds nothing to the sums']);
	});
});
