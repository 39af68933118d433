import type { IDataObject } from 'n8n-workflow';
import { closedPort } from '../support/fault-server';
import { startFakeNtfy, type FakeNtfy } from '../support/fake-ntfy';
import { recordCalls, runReport } from './support/run-report';

let ntfy: FakeNtfy;
let count = 0;
/** A budget of 10 USD a day that nothing else in this file has to do with. */
let budget: IDataObject & { filters: { group: string } };
beforeEach(async () => {
	ntfy = await startFakeNtfy();
	const group = `group-${++count}`;
	budget = {
		operation: 'checkBudget',
		budgetName: `Büro 💸 ${count}`,
		limitUsd: 10,
		budgetPeriod: 'day',
		filters: { group },
	};
});
afterEach(async () => {
	await ntfy.close();
});

const spend = async (costUsd: number | undefined) => await recordCalls([{ group: budget.filters.group, costUsd }]);
const check = async (parameters: IDataObject = {}, settings = {}) => {
	const run = await runReport({ ...budget, ...parameters }, settings);
	if (run.error) throw run.error;
	const [within = [], over = []] = run.outputs;
	return { within, over, item: [...within, ...over][0]!.json, hints: run.hints.map(({ message }) => message) };
};
const withNtfy = async (parameters: IDataObject = {}, baseUrl = ntfy.url) =>
	await check(
		{ sendNtfy: 'on', topic: 'budget', attachChart: false, ...parameters },
		{ credentials: { routedLlmNtfyApi: { baseUrl, authentication: 'none' } } },
	);
const percents = (alerts: unknown) => (alerts as IDataObject[]).map(({ percent }) => percent);

describe('Check Budget', () => {
	it('goes on by the first output within the limit, by the second from the limit on', async () => {
		await spend(9.99);
		const within = await check();
		expect([within.within.length, within.over.length]).toEqual([1, 0]);
		expect(within.item).toMatchObject({
			budget: budget.budgetName,
			status: 'within',
			spentUsd: 9.99,
			limitUsd: 10,
			crossed: [50, 80],
		});
		await spend(0.01);
		const over = await check();
		expect([over.within.length, over.over.length]).toEqual([0, 1]);
		expect(over.item).toMatchObject({ status: 'over', usedPercent: 100, remainingUsd: 0, crossed: [50, 80, 100] });
	});

	it('says what is not known as null, and what is not in the sum', async () => {
		await spend(undefined);
		expect((await check()).item).toMatchObject({
			spentUsd: 0,
			forecastUsd: null,
			lastHour: null,
			runaway: false,
			unpricedCalls: 1,
			newAlerts: [],
			failedAlerts: [],
		});
	});

	it('shows amounts without the digits that adding up leaves behind', async () => {
		for (const costUsd of [0.1, 0.2]) await spend(costUsd);
		expect((await check()).item).toMatchObject({ spentUsd: 0.3, usedPercent: 3, remainingUsd: 9.7 });
	});

	it('hands each alert on in one run only, for other nodes to send', async () => {
		await spend(8);
		expect((await check()).item.newAlerts).toMatchObject([
			{
				kind: 'threshold',
				percent: 50,
				title: expect.stringContaining('Büro 💸'),
				message: expect.any(String),
				priority: 3,
			},
			{ kind: 'threshold', percent: 80, priority: 4 },
		]);
		expect((await check()).item).toMatchObject({ crossed: [50, 80], newAlerts: [] });
		await spend(2);
		expect((await check()).item.newAlerts).toMatchObject([{ percent: 100, priority: 5 }]);
	});

	it('alerts anew of a budget with another limit, and not of one whose tags merely stand in another order', async () => {
		const tags = [
			{ name: 'a', value: '1' },
			{ name: 'b', value: '2' },
		];
		const scope = (entries: IDataObject[]) => ({ filters: { ...budget.filters, tags: { entries } } });
		await recordCalls([{ group: budget.filters.group, costUsd: 6, tags: { a: '1', b: '2' } }]);
		expect(percents((await check(scope(tags))).item.newAlerts)).toEqual([50]);
		expect(percents((await check(scope(tags.toReversed()))).item.newAlerts)).toEqual([]);
		expect(percents((await check({ ...scope(tags), limitUsd: 7 })).item.newAlerts)).toEqual([50, 80]);
	});
});

describe('with ntfy', () => {
	it('ten checks at the same moment send one message for each threshold', async () => {
		await spend(8.5);
		const checks = await Promise.all(Array.from({ length: 10 }, async () => await withNtfy()));
		expect(ntfy.messages.map(({ title }) => title).sort()).toEqual([
			`${budget.budgetName}: 50 % of $10.00 spent`,
			`${budget.budgetName}: 80 % of $10.00 spent`,
		]);
		expect(checks.flatMap(({ item }) => percents(item.newAlerts)).sort()).toEqual([50, 80]);
	});

	it("sends in the user's way, with a chart", async () => {
		await spend(5);
		const messageOptions = {
			title: 'Größer 🚨',
			priority: '2',
			messageTags: 'llm, moneybag',
			clickUrl: 'https://n8n.example.com/',
		};
		await withNtfy({ attachChart: true, messageOptions });
		expect(ntfy.messages).toEqual([
			expect.objectContaining({
				topic: 'budget',
				title: 'Größer 🚨',
				priority: 2,
				tags: ['llm', 'moneybag'],
				click: 'https://n8n.example.com/',
			}),
		]);
		expect(Buffer.from(ntfy.messages[0]!.attachment!.bytes).subarray(1, 4).toString()).toBe('PNG');
	});

	it('loses no alert that could not be sent: the node goes on and says so, and the next check sends it', async () => {
		await spend(5);
		const failed = await withNtfy({}, `http://127.0.0.1:${await closedPort()}`);
		expect(failed.within).toHaveLength(1);
		expect(failed.item).toMatchObject({
			newAlerts: [],
			failedAlerts: [{ percent: 50, reason: expect.stringContaining('nothing listens at its address') }],
		});
		expect(failed.hints).toEqual([
			expect.stringMatching(/could not be sent: ntfy cannot be reached.* The next check tries again$/),
		]);
		expect((await withNtfy()).item).toMatchObject({ newAlerts: [{ percent: 50 }], failedAlerts: [] });
		expect(ntfy.messages).toHaveLength(1);
	});

	it('sends a digest too, as text with the chart', async () => {
		await spend(5);
		const summary = { operation: 'summarizeSpend', period: 'today', groupBy: ['model'], attachChart: true };
		const { outputs } = await runReport(
			{ ...summary, output: 'digest', filters: budget.filters, sendNtfy: 'on', topic: 'reports' },
			{ credentials: { routedLlmNtfyApi: { baseUrl: ntfy.url, authentication: 'none' } } },
		);
		const { json } = outputs[0]![0]!;
		expect(json.ntfy).toEqual({ sent: true, reason: null });
		expect(ntfy.messages).toEqual([
			expect.objectContaining({ topic: 'reports', title: json.title, message: json.text }),
		]);
	});
});

describe('of a message, one clear sentence refuses', () => {
	const refusal = async (
		parameters: IDataObject,
		credentials: object | undefined = { routedLlmNtfyApi: { baseUrl: ntfy.url, authentication: 'none' } },
	) =>
		(
			await runReport(
				{ ...budget, sendNtfy: 'on', topic: 'budget', ...parameters },
				{ credentials: credentials as never },
			)
		).error?.message;

	it.each<[string, IDataObject, string]>([
		[
			'a topic with a slash',
			{ topic: 'my/topic' },
			'Topic must be the name of a topic alone, without a slash; the server is in the credential',
		],
		['no topic', { topic: '' }, 'Topic is empty: enter the name of the ntfy topic'],
		['a priority of 6', { messageOptions: { priority: 6 } }, 'Priority must be a whole number from 1 to 5, or auto'],
		[
			'a link that is none',
			{ messageOptions: { clickUrl: 'our n8n' } },
			'Click Link must be an address such as https://n8n.example.com',
		],
	])('%s', async (_what, parameters, sentence) => {
		await spend(10);
		expect(await refusal(parameters)).toBe(sentence);
		expect((await check()).item.newAlerts).toHaveLength(3);
	});

	it('no credential', async () => {
		expect(await refusal({}, {})).toBe(
			'Send ntfy Message is Yes, but no ntfy credential is selected on the node "Ask"; select one, or choose No',
		);
	});
});
