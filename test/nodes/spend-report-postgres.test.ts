import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { createPostgresUsageLog, DEFAULT_SCHEMA } from '../../lib';
import { LlmSpendReport } from '../../nodes/LlmSpendReport/LlmSpendReport.node';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';
import { recordCalls, reportItems, runReport } from './support/run-report';

let postgres: RunningPostgres;
beforeAll(async () => {
	postgres = await startPostgres();
}, 60_000);

const credential = (fields: object = {}) => {
	const { host, port, database, user, password } = postgres;
	return {
		credentials: {
			routedLlmPostgresApi: { connection: 'fields', host, port, database, user, password, tls: 'off', ...fields },
		},
	};
};
const HOUR_MS = 3_600_000;

describe('over Postgres', () => {
	let groups: string[];
	beforeAll(async () => {
		const rows = await recordCalls([
			{ costUsd: 1.25, tags: { customer: 'A' } },
			{ costUsd: 0.75, requestedModel: 'gpt-4.1', startedAtMs: Date.now() - 30 * HOUR_MS },
			{ costUsd: undefined, status: 'error' },
		]);
		groups = rows.map(({ group }) => group);
		const { host, port, database, user, password } = postgres;
		const log = createPostgresUsageLog({ host, port, database, user, password, schema: DEFAULT_SCHEMA, poolSize: 1 });
		await log.record(rows);
		await log.close();
	});

	it.each([
		['what was spent', { operation: 'summarizeSpend', groupBy: ['day', 'model', 'tag'], tagNames: 'customer' }],
		['which calls there were', { operation: 'listCalls' }],
		['the digest', { operation: 'summarizeSpend', output: 'digest' }],
	])('tells the same as over the embedded log: %s', async (_what, parameters) => {
		const items = await reportItems({ ...parameters, source: 'postgres' }, credential());
		expect(items.length).toBeGreaterThan(0);
		expect(items).toEqual(await reportItems(parameters));
	});

	it.each(['postgres', 'embedded'])(
		'lists the model groups that the log has seen, for the filters: %s',
		async (source) => {
			const panel = {
				getCurrentNodeParameter: () => source,
				getNode: () => ({ name: 'Report', credentials: { routedLlmPostgresApi: { id: 'lists', name: 'c' } } }),
				getCredentials: async () => credential().credentials.routedLlmPostgresApi,
			} as unknown as ILoadOptionsFunctions;
			const { results } = await new LlmSpendReport().methods.listSearch.searchGroups.call(panel);
			expect(results.map(({ value }) => value)).toEqual([...new Set(groups)].sort());
			expect(groups.length).toBeGreaterThan(0);
		},
	);

	it('alerts once, apart from budgets over the embedded log', async () => {
		const budget = {
			operation: 'checkBudget',
			budgetName: 'Shared',
			limitUsd: 1,
			budgetPeriod: 'month',
			options: { runawayFactor: 0 },
		};
		const alerts = async (source: string) =>
			(await reportItems({ ...budget, source }, { ...credential(), output: 1 }))[0]!.newAlerts;
		expect(await alerts('postgres')).toHaveLength(3);
		expect(await alerts('postgres')).toHaveLength(0);
		expect(await alerts('embedded')).toHaveLength(3);
	});

	it('alerts of a runaway too, with what an hour usually costs', async () => {
		const budget = {
			operation: 'checkBudget',
			source: 'postgres',
			budgetName: 'Watched',
			limitUsd: 50,
			budgetPeriod: 'month',
		};
		expect(await reportItems(budget, credential())).toMatchObject([
			{
				status: 'within',
				runaway: true,
				lastHour: { spentUsd: 1.25 },
				newAlerts: [{ kind: 'runaway', percent: null, priority: 5 }],
			},
		]);
	});

	it('deletes there and nowhere else', async () => {
		const remove = { operation: 'deleteOldCalls', olderThanDays: 1 };
		expect(await reportItems({ ...remove, source: 'postgres' }, credential())).toMatchObject([
			{ deletedCalls: 1, complete: true },
		]);
		expect(await reportItems(remove)).toMatchObject([{ deletedCalls: 1, complete: true }]);
	});

	it('says in one sentence that the database refuses, without the password', async () => {
		const { error, run } = await runReport(
			{ operation: 'summarizeSpend', source: 'postgres' },
			credential({ password: 'planted' }),
		);
		expect(error?.message).toMatch(/password/i);
		expect(error?.message.split('\n')).toHaveLength(1);
		expect(JSON.stringify(run.data.resultData)).not.toContain('planted');
	});
});
