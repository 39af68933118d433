import { Client } from 'pg';
import {
	MAX_COST_USD,
	MAX_ROW_AGE_DAYS,
	MAX_ROWS_IN_MEMORY,
	MAX_SUMMED_COMBINATIONS,
	MAX_SUMMED_TAG_NAMES,
	MAX_SUMMED_TAG_VALUES,
	MAX_TOKEN_COUNT,
} from '../../lib/bounds';
import { createPostgresUsageLog, testPostgres, type PostgresSettings } from '../../lib';
import { usageRow } from '../lib/usage/usage-rows';
import { startPostgres } from '../support/postgres/start-postgres';
import { codeBlocks, readText } from './read-docs';

const PASSWORD = 'a-password';
const [forRole, forDashboard, byModel, today] = codeBlocks(readText('docs/usage-log.md'), 'sql').map((sql) =>
	sql.replaceAll("PASSWORD 'PASSWORD'", `PASSWORD '${PASSWORD}'`),
);

let admin: PostgresSettings;
let role: PostgresSettings;

async function ask(settings: PostgresSettings, sql: string): Promise<Array<Record<string, unknown>>> {
	const client = new Client(settings);
	// The server may end first.
	client.on('error', () => undefined);
	await client.connect();
	try {
		return (await client.query(sql)).rows as Array<Record<string, unknown>>;
	} finally {
		await client.end();
	}
}

beforeAll(async () => {
	const { host, port, user, password } = await startPostgres();
	admin = { host, port, database: 'somebody', user, password, schema: 'routed_llm', poolSize: 2 };
	await ask({ ...admin, database: 'postgres' }, 'CREATE DATABASE somebody');
	await ask(admin, 'CREATE TABLE public.other (secret text); REVOKE CREATE ON DATABASE somebody FROM PUBLIC');
	await ask(admin, forRole!);
	role = { ...admin, user: 'routed_llm', password: PASSWORD };
}, 60_000);

describe('the role of docs/usage-log.md', () => {
	it('passes the test of the credential, and records', async () => {
		await expect(testPostgres(role)).resolves.toHaveProperty('version');
		const log = createPostgresUsageLog(role);
		await log.record([
			usageRow({ startedAtMs: Date.now() }),
			usageRow({
				startedAtMs: Date.now(),
				texts: { prompt: '[]', answer: 'private', keepUntilMs: Date.now() + 60_000 },
			}),
		]);
		await log.close();
	});

	it('may not see what others have, nor make anything elsewhere', async () => {
		await expect(ask(role, 'SELECT * FROM public.other')).rejects.toThrow(/permission denied/);
		await expect(ask(role, 'CREATE SCHEMA another')).rejects.toThrow(/permission denied/);
	});

	it('may run the queries that LiteLLM users know as they stand', async () => {
		expect(await ask(role, byModel!)).toEqual([
			{ model: 'gpt-4o', calls: '2', total_tokens: '220', response_cost: expect.stringMatching(/^1(\.0*)?$/) },
		]);
		expect(await ask(role, today!)).toEqual([{ sum: expect.anything() }]);
	});
});

describe('docs/usage-log.md', () => {
	const text = readText('docs/usage-log.md');

	it('names every table, and no other', async () => {
		const list = text.slice(text.indexOf('| Table '), text.indexOf('Create a _Routed LLM Postgres API_'));
		const named = [...list.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, names]) =>
			names!.replaceAll('`', '').split(', '),
		);
		const tables = await ask(role, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'routed_llm'`);
		expect(named.sort()).toEqual(tables.map(({ name }) => name).sort());
	});

	it('says the bounds that hold', () => {
		const said = text.replace(/\s+/g, ' ');
		const us = (bound: number) => bound.toLocaleString('en-US');
		expect(said).toContain(`from 0 to ${us(MAX_TOKEN_COUNT)}, a cost from 0 to ${us(MAX_COST_USD)} USD`);
		expect(said).toContain(`${us(MAX_SUMMED_TAG_VALUES)} values of a tag, ${us(MAX_SUMMED_TAG_NAMES)} names of tags`);
		expect(said).toContain(
			`${us(MAX_SUMMED_COMBINATIONS)} combinations of tags, and ${us(MAX_SUMMED_COMBINATIONS)} places`,
		);
		expect(said).toContain(`up to ${us(MAX_ROWS_IN_MEMORY)} rows wait in memory`);
		expect(said).toContain(`more than ${MAX_ROW_AGE_DAYS} days after its call`);
		expect(said).toContain(`kept for ${MAX_ROW_AGE_DAYS} days after the call`);
	});
});

describe('the role for a dashboard', () => {
	it('sees calls and sums, but no text, and writes nothing', async () => {
		await ask(admin, forDashboard!);
		const dashboard = { ...admin, user: 'dashboard', password: PASSWORD };
		expect(await ask(dashboard, 'SELECT count(*) FROM routed_llm.litellm_spend_logs')).toEqual([{ count: '2' }]);
		await expect(ask(dashboard, 'SELECT * FROM routed_llm.texts')).rejects.toThrow(/permission denied/);
		await expect(ask(dashboard, 'DELETE FROM routed_llm.calls')).rejects.toThrow(/permission denied/);
	});
});
