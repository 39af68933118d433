import { Client } from 'pg';
import { parsePostgresUrl } from '../../../../lib/usage/postgres/parse-postgres-url';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresAlertLedger } from '../../../../lib/usage/postgres/postgres-alert-ledger';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { testPostgres } from '../../../../lib/usage/postgres/test-postgres';
import { startPostgres, type RunningPostgres } from '../../../support/postgres/start-postgres';
import { usageRow } from '../usage-rows';

let postgres: RunningPostgres;
let admin: Client;

beforeAll(async () => {
	postgres = await startPostgres();
	admin = new Client(settingsOf({}));
	// The server may end first.
	admin.on('error', () => undefined);
	await admin.connect();
	await admin.query(
		`CREATE ROLE owner LOGIN PASSWORD 'pw'; CREATE SCHEMA mine AUTHORIZATION owner; REVOKE ALL ON DATABASE postgres FROM PUBLIC`,
	);
	await admin.query(`GRANT CONNECT ON DATABASE postgres TO owner; REVOKE ALL ON SCHEMA public FROM PUBLIC`);
	await admin.query(`CREATE ROLE reader LOGIN PASSWORD 'pw'; GRANT CONNECT ON DATABASE postgres TO reader`);
}, 60_000);
afterAll(() => admin.end());

function settingsOf(change: Partial<PostgresSettings>): PostgresSettings {
	const { host, port, database, user, password } = postgres;
	return { host, port, database, user, password, schema: 'mine', poolSize: 2, ...change };
}

describe('a role', () => {
	it('that may use its own schema and nothing else has all it needs', async () => {
		const settings = settingsOf({ user: 'owner', password: 'pw' });
		expect(await testPostgres(settings)).toEqual({ version: expect.stringMatching(/^Postgres \d+/) });
		const log = createPostgresUsageLog(settings);
		await log.record([usageRow()]);
		expect(await log.deleteCalls({ beforeMs: Date.now(), limit: 1 })).toBe(1);
		const ledger = createPostgresAlertLedger(settings);
		expect(await ledger.claim({ key: 'a', leaseMs: 1_000, keepUntilMs: Date.now() + 1_000 })).toBe('claimed');
		await Promise.all([log.close(), ledger.close()]);
	});

	it('that may only read can be asked for reports, and says so when it should write', async () => {
		const settings = settingsOf({ user: 'reader', password: 'pw' });
		await admin.query('GRANT USAGE ON SCHEMA mine TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA mine TO reader');
		const log = createPostgresUsageLog(settings);
		expect(await log.calls({})).toEqual([]);
		await expect(log.record([usageRow()])).rejects.toMatchObject({
			code: 'denied',
			message: expect.stringContaining('the role may not do what is needed'),
		});
		await log.close();
	});

	it('that may not make the schema says so', async () => {
		await expect(testPostgres(settingsOf({ user: 'owner', password: 'pw', schema: 'another' }))).rejects.toMatchObject({
			code: 'denied',
		});
	});
});

it('two instances share a database: each sees what both recorded', async () => {
	const [one, two] = [
		createPostgresUsageLog(settingsOf({ schema: 'shared' })),
		createPostgresUsageLog(settingsOf({ schema: 'shared' })),
	];
	await Promise.all([one.record([usageRow()]), two.record([usageRow()])]);
	expect([(await one.totals({})).calls, (await two.totals({})).calls]).toEqual([2, 2]);
	await Promise.all([one.close(), two.close()]);
});

describe('a database that cannot be used is told in one sentence without a secret', () => {
	beforeAll(async () => {
		await admin.query(
			`CREATE SCHEMA theirs; CREATE TABLE theirs.calls (); CREATE SCHEMA others; CREATE TABLE others.migrations (id integer)`,
		);
		await admin.query(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
	});

	it.each<[string, Partial<PostgresSettings>, RegExp]>([
		['a wrong password', { password: 'planted-secret' }, /the user or password is wrong; correct them\.$/],
		['an unknown user', { user: 'planted-secret', password: 'x' }, /the user or password is wrong/],
		['no password', { password: undefined }, /the user or password is wrong/],
		[
			'no such database',
			{ database: 'planted-secret' },
			/there is no database of that name; correct it, or create it\.$/,
		],
		[
			'tables of something else',
			{ schema: 'theirs' },
			/the schema holds tables of something else; give one of its own as Schema\.$/,
		],
		['migrations of something else', { schema: 'others' }, /the schema holds tables of something else/],
		['an encoding that holds few characters', { database: 'latin' }, /give one with the encoding UTF8\.$/],
		['no server', { port: 1 }, /nothing listens at that address and port; check them, and that Postgres runs\.$/],
		['an unknown host', { host: 'planted-secret.invalid' }, /the host is not known; check its name\.$/],
		['TLS that it does not speak', { tls: { verify: true } }, /it does not speak TLS; turn TLS off\.$/],
	])('%s', async (_name, change, sentence) => {
		const error = await testPostgres(settingsOf(change)).then(
			() => undefined,
			(reason: unknown) => reason as Error,
		);
		expect(error).toMatchObject({ name: 'UsageLogError', message: expect.stringMatching(sentence) });
		expect(error!.message).not.toContain('planted');
		expect(error!.message.match(/\.\s/g)).toBeNull();
	});
});

describe('a URL', () => {
	it('says all there is', () => {
		expect(parsePostgresUrl('postgres://us%40er:p%2Fw@db.example:5433/my%20db?sslmode=verify-full')).toEqual({
			host: 'db.example',
			port: 5433,
			database: 'my db',
			user: 'us@er',
			password: 'p/w',
			tls: { verify: true },
		});
		expect(parsePostgresUrl('postgresql://u@[::1]/d')).toEqual({
			host: '::1',
			port: 5432,
			database: 'd',
			user: 'u',
			password: undefined,
			tls: undefined,
		});
		expect(parsePostgresUrl('postgres://u@h/d?sslmode=require').tls).toEqual({ verify: false });
	});

	it.each([
		['mysql://u:planted@h/d', /must begin with postgres:\/\//],
		['postgres://u:plan#ted@h/d', /%23/],
		['postgres://:planted@h/d', /names no user/],
		['postgres://u:planted@h', /name of a database/],
		['postgres://u:planted@h/d/e', /name of a database/],
		['postgres://u:planted%@h/d', /%25/],
		['postgres://u:planted@h:0/d', /port/],
		['postgres://u:planted@h/d?sslmode=planted', /sslmode/],
		['postgres://u:planted@h:x/d', /cannot be read/],
	])('that cannot be read is refused without repeating it: %s', (url, sentence) => {
		const error = (() => {
			try {
				return parsePostgresUrl(url);
			} catch (reason) {
				return reason as Error;
			}
		})() as Error;
		expect(error.message).toMatch(sentence);
		expect(error.message).not.toContain('planted');
	});
});
