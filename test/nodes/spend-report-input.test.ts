import type { IDataObject } from 'n8n-workflow';
import { closedPort } from '../support/fault-server';
import { runReport } from './support/run-report';

const refusal = async (parameters: IDataObject, settings = {}) =>
	(await runReport(parameters, settings)).error?.message;
const summary = { operation: 'summarizeSpend' };
const range = (from: string, to: string) => ({ ...summary, period: 'range', from, to });
const budget = { operation: 'checkBudget', budgetName: 'All models', limitUsd: 10, budgetPeriod: 'day' };
const tag = (name: string) => ({ tags: { entries: [{ name, value: 'x' }] } });

describe('one clear sentence refuses', () => {
	it.each<[string, IDataObject, string]>([
		[
			'a period that ends before it starts',
			range('2026-11-25', '2026-11-01'),
			'The period ends before it starts: From must be earlier than To',
		],
		[
			'a date that is none',
			range('yesterday', '2026-11-01'),
			'From "yesterday" is no date; write it like 2026-11-25 or 2026-11-25T14:00',
		],
		[
			'a range without an end',
			range('2026-11-25', ''),
			'To is empty: give a date such as 2026-11-25, or choose another period',
		],
		[
			'a period that is not offered',
			{ ...summary, period: '=forever' },
			'Period must be one of today, yesterday, last7Days, last30Days, thisMonth, lastMonth and range',
		],
		[
			'an unknown zone',
			{ ...summary, options: { timeZone: 'Europe/Atlantis' } },
			'Time Zone "Europe/Atlantis" is not known; give a name of the IANA time zone database, such as Europe/Berlin',
		],
		[
			'an unknown grouping',
			{ ...summary, groupBy: '={{ ["moon"] }}' },
			'Group By must be among day, deployment, group, hour, model, node, provider, workflow and tag',
		],
		[
			'a tag without name to group by',
			{ ...summary, groupBy: ['tag'], tagNames: ' , ' },
			'Tag Names is empty: name at least one tag to group by, such as customer',
		],
		[
			'a tag without name to filter by',
			{ ...summary, filters: tag(' ') },
			'Filters: tag 1 has no name; enter it, or remove the tag',
		],
		[
			'a filter that was left empty',
			{ ...summary, filters: { group: '' } },
			'Filters: Group is empty; enter it, or remove the filter',
		],
		['too many rows of none', { ...summary, options: { maxRows: 0 } }, 'Max Rows must be a whole number from 1 up'],
		[
			'a chart field without name',
			{ ...summary, output: 'digest', options: { chartField: ' ' } },
			'Chart Field is empty: give the binary field a name, such as data',
		],
		['a limit of 0', { ...budget, limitUsd: 0 }, 'Limit (USD) must be a number above 0'],
		['a limit below 0', { ...budget, limitUsd: -5 }, 'Limit (USD) must be a number above 0'],
		['a limit that is no number', { ...budget, limitUsd: '=much' }, 'Limit (USD) must be a number above 0'],
		[
			'a threshold of 0',
			{ ...budget, thresholds: '0, 50' },
			'Thresholds (%) must be numbers above 0 and at most 1000, such as 50, 80, 100',
		],
		['no threshold', { ...budget, thresholds: '' }, 'Thresholds (%) is empty: give at least one, such as 50, 80, 100'],
		[
			'a budget without name',
			{ ...budget, budgetName: ' ' },
			'Budget Name is empty: give the budget a name, such as All models',
		],
		['a budget for a year', { ...budget, budgetPeriod: '=year' }, 'Budget Period must be day, week or month'],
		[
			'a scope by a tag without name',
			{ ...budget, filters: tag('') },
			'Scope: tag 1 has no name; enter it, or remove the tag',
		],
		[
			'a runaway factor below 0',
			{ ...budget, options: { runawayFactor: -1 } },
			'Runaway Factor must be a number of at least 0',
		],
		['a limit of no calls', { operation: 'listCalls', limit: 0 }, 'Limit must be a whole number from 1 to 10000'],
		[
			'a status that is none',
			{ operation: 'listCalls', status: '=lost' },
			'Status must be any or one of ok, error, cancelled',
		],
		['an unknown source', { ...summary, source: '=files' }, 'Source must be embedded, postgres or groups'],
	])('%s', async (_what, parameters, sentence) => {
		expect(await refusal(parameters)).toBe(sentence);
	});
});

describe('of a credential, one clear sentence says', () => {
	it('that none is selected', async () => {
		expect(await refusal({ ...summary, source: 'postgres' })).toBe(
			'Source is Postgres, but no Postgres credential is selected on the node "Ask"; select one, or choose Embedded',
		);
	});

	it('why the database refuses, without its password', async () => {
		const credential = {
			connection: 'fields',
			host: '127.0.0.1',
			port: await closedPort(),
			database: 'n8n',
			user: 'n8n',
			password: 'planted',
		};
		const { error, run } = await runReport(
			{ ...summary, source: 'postgres' },
			{ credentials: { routedLlmPostgresApi: credential } },
		);
		expect(error?.message).toMatch(/nothing listens at that address and port; check them, and that Postgres runs/);
		expect(JSON.stringify(run.data.resultData)).not.toContain('planted');
	});
});

it("the sentence is the item's, with Continue", async () => {
	const { outputs, error } = await runReport({ ...budget, limitUsd: 0 }, { onError: 'continueRegularOutput' });
	expect(error).toBeUndefined();
	expect(outputs[0]).toMatchObject([{ json: { error: 'Limit (USD) must be a number above 0' } }]);
});
