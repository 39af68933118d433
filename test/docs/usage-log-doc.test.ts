import { Client } from 'pg';
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

describe('the role for a dashboard', () => {
	it('sees calls and sums, but no text, and writes nothing', async () => {
		await ask(admin, forDashboard!);
		const dashboard = { ...admin, user: 'dashboard', password: PASSWORD };
		expect(await ask(dashboard, 'SELECT count(*) FROM routed_llm.litellm_spend_logs')).toEqual([{ count: '2' }]);
		await expect(ask(dashboard, 'SELECT * FROM routed_llm.texts')).rejects.toThrow(/permission denied/);
		await expect(ask(dashboard, 'DELETE FROM routed_llm.calls')).rejects.toThrow(/permission denied/);
	});
});
