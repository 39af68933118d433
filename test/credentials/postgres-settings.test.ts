import { DEFAULT_POOL_SIZE, DEFAULT_SCHEMA, parsePostgresUrl } from '../../lib';
import { readPostgresSettings } from '../../nodes/shared/postgres-settings';
import { createCertificate, hasOpenSsl } from '../lib/state/redis/certificate';

const read = (data: Record<string, unknown>) =>
	readPostgresSettings(data, { parsePostgresUrl, DEFAULT_SCHEMA, DEFAULT_POOL_SIZE });
const fields = { host: 'db.lan', database: 'n8n', user: 'me' };
const url = (text: string) => ({ connection: 'url', url: text });

function faultOf(data: Record<string, unknown>): string {
	try {
		read(data);
	} catch (error) {
		expect((error as Error).name).toBe('InputFault');
		return (error as Error).message;
	}
	throw new Error('The credential was taken');
}

describe('a Postgres credential', () => {
	it('is a server with defaults for all that is empty', () => {
		expect(
			read({ host: ' db.lan ', port: '', database: ' n8n ', user: 'me', password: '', schema: '', poolSize: '' }),
		).toEqual({
			host: 'db.lan',
			port: 5432,
			database: 'n8n',
			user: 'me',
			password: undefined,
			tls: undefined,
			schema: 'routed_llm',
			poolSize: 3,
		});
	});

	it('says port, password, TLS, schema and pool size', () => {
		const data = {
			...fields,
			connection: 'fields',
			host: '[::1]',
			port: '6432',
			password: ' p ',
			tls: 'no-verify',
			schema: 'team_a',
			poolSize: 10,
		};
		expect(read(data)).toMatchObject({
			host: '::1',
			port: 6432,
			password: ' p ',
			tls: { verify: false },
			schema: 'team_a',
			poolSize: 10,
		});
		expect(read({ ...fields, tls: 'verify' }).tls).toEqual({ verify: true });
	});

	it('is a URL, and nothing of what was entered in fields', () => {
		const data = {
			...url('postgresql://me:se%40cret@db.lan/usage?sslmode=require'),
			host: 'old',
			password: 'old',
			tls: 'off',
			schema: 'team_a',
		};
		expect(read(data)).toEqual({
			host: 'db.lan',
			port: 5432,
			database: 'usage',
			user: 'me',
			password: 'se@cret',
			tls: { verify: false },
			schema: 'team_a',
			poolSize: 3,
		});
	});

	(hasOpenSsl ? it : it.skip)('carries the certificate of its authority', () => {
		const certificate = createCertificate();
		certificate.remove();
		const ca = certificate.pem.trim();
		expect(read({ ...fields, tls: 'verify', ca }).tls).toEqual({ verify: true, ca });
		expect(read({ ...fields, tls: 'off', ca }).tls).toBeUndefined();
		expect(read({ ...url('postgres://me@db.lan/n8n?sslmode=verify-full'), ca }).tls).toEqual({ verify: true, ca });
		expect(faultOf({ ...url('postgres://me@db.lan/n8n?sslmode=require'), ca })).toMatch(
			/^CA Certificate is given, but the URL has no certificate checked/,
		);
		expect(faultOf({ ...url('postgres://me@db.lan/n8n'), ca })).toMatch(/sslmode=verify-full/);
	});
});

describe('one clear sentence refuses', () => {
	it.each<[string, Record<string, unknown>, RegExp]>([
		['an empty host', { ...fields, host: ' ' }, /^Host is empty: give the name or address of the Postgres server$/],
		[
			'a URL as host',
			{ ...fields, host: 'postgres://me:planted@db.lan' },
			/^Host must be a name or an address alone; for a URL, choose URL/,
		],
		['a port out of range', { ...fields, port: 65_536 }, /^Port must be a whole number from 1 to 65535$/],
		['a port that is no number', { ...fields, port: 'planted' }, /^Port must be/],
		['no database', { ...fields, database: '' }, /^Database is empty: give the name of the database$/],
		['no user', { ...fields, user: '' }, /^User is empty: give the role that writes the usage log$/],
		['an unknown TLS', { ...fields, tls: 'planted' }, /^TLS must be Off, On, Verified or On, Not Verified$/],
		['a CA that is no certificate', { ...fields, tls: 'verify', ca: 'planted' }, /^CA Certificate is no PEM text/],
		['no URL', url(''), /^URL is empty: give one such as postgres:/],
		['a URL of another scheme', url('https://planted@db.lan'), /^The URL must begin with postgres:/],
		[
			'a URL without database',
			url('postgres://me:planted@db.lan'),
			/^What follows the host in the URL must be the name of a database/,
		],
		['a schema with capitals', { ...fields, schema: 'Planted' }, /^Schema must have small letters, digits and _ only/],
		['a schema that begins with a digit', { ...fields, schema: '1planted' }, /^Schema must have small letters/],
		['a schema with a quote', { ...fields, schema: 'planted"; DROP' }, /^Schema must have small letters/],
		['an endless schema', { ...fields, schema: 's'.repeat(64) }, /at most 63 characters$/],
		[
			"the schema that n8n's tables are in",
			{ ...fields, schema: 'public' },
			/^Schema must be one that holds nothing else/,
		],
		['a schema of Postgres itself', { ...fields, schema: 'pg_planted' }, /^Schema must be one that holds nothing else/],
		['a pool of none', { ...fields, poolSize: 0 }, /^Pool Size must be a whole number from 1 to 100$/],
		['half a connection', { ...fields, poolSize: 1.5 }, /^Pool Size must be/],
		['an unknown connection', { ...fields, connection: 'planted' }, /^Connection must be Fields or URL$/],
	])('%s', (_what, data, sentence) => {
		expect(faultOf(data)).toMatch(sentence);
		expect(faultOf(data)).not.toContain('lanted');
	});
});
