import { DEFAULT_KEY_PREFIX, parseRedisUrl } from '../../lib';
import { readRedisSettings } from '../../nodes/shared/redis-settings';
import { createCertificate, hasOpenSsl } from '../lib/state/redis/certificate';

const read = (data: Record<string, unknown>) => readRedisSettings(data, { parseRedisUrl, DEFAULT_KEY_PREFIX });
const rows = (...addresses: string[]) => ({ entries: addresses.map((address) => ({ address })) });

function faultOf(data: Record<string, unknown>): string {
	try {
		read(data);
	} catch (error) {
		expect((error as Error).name).toBe('InputFault');
		return (error as Error).message;
	}
	throw new Error('The credential was taken');
}

describe('a Redis credential', () => {
	it('is a server with defaults for all that is empty', () => {
		expect(read({ host: ' redis.lan ', port: '', user: '', password: '', database: '', keyPrefix: '' })).toEqual({
			servers: { kind: 'server', host: 'redis.lan', port: 6379 },
			username: undefined,
			password: undefined,
			database: 0,
			tls: undefined,
			keyPrefix: 'routed-llm',
		});
	});

	it('says user, password, database, TLS and prefix', () => {
		const data = {
			connection: 'server',
			host: '[::1]',
			port: 6380,
			user: 'me',
			password: ' p ',
			database: 3,
			tls: true,
			keyPrefix: 'team-a',
		};
		expect(read(data)).toEqual({
			servers: { kind: 'server', host: '::1', port: 6380 },
			username: 'me',
			password: ' p ',
			database: 3,
			tls: { ca: undefined },
			keyPrefix: 'team-a',
		});
	});

	it('is a URL, and nothing of what was entered for another connection', () => {
		const data = { connection: 'url', url: 'rediss://me:secret@redis.lan/2', host: 'old', password: 'old', tls: false };
		expect(read(data)).toEqual({
			servers: { kind: 'server', host: 'redis.lan', port: 6379 },
			username: 'me',
			password: 'secret',
			database: 2,
			tls: { ca: undefined },
			keyPrefix: 'routed-llm',
		});
		expect(read({ connection: 'url', url: 'redis://redis.lan' }).tls).toBeUndefined();
	});

	it('names Sentinels, the master, and a user for each of both', () => {
		const data = {
			connection: 'sentinel',
			sentinels: rows('s-1', 's-2:26380', '[fd00::5]:1', 'fd00::6'),
			masterName: 'main',
			sentinelUser: 'su',
			sentinelPassword: 'sp',
			user: 'u',
			password: 'p',
			database: 1,
		};
		expect(read(data)).toMatchObject({
			servers: {
				kind: 'sentinel',
				sentinels: [
					{ host: 's-1', port: 26379 },
					{ host: 's-2', port: 26380 },
					{ host: 'fd00::5', port: 1 },
					{ host: 'fd00::6', port: 26379 },
				],
				masterName: 'main',
				sentinelUsername: 'su',
				sentinelPassword: 'sp',
			},
			username: 'u',
			password: 'p',
			database: 1,
		});
	});

	it('names nodes of a cluster, which has database 0 only', () => {
		expect(read({ connection: 'cluster', nodes: rows('n-1', 'n-2:7001'), database: 5 })).toMatchObject({
			servers: {
				kind: 'cluster',
				nodes: [
					{ host: 'n-1', port: 6379 },
					{ host: 'n-2', port: 7001 },
				],
			},
			database: 0,
		});
	});

	(hasOpenSsl ? it : it.skip)('carries the certificate of its authority', () => {
		const certificate = createCertificate();
		certificate.remove();
		expect(read({ host: 'h', tls: true, ca: certificate.pem }).tls).toEqual({ ca: certificate.pem.trim() });
		expect(read({ host: 'h', tls: false, ca: certificate.pem }).tls).toBeUndefined();
		expect(faultOf({ host: 'h', tls: true, ca: certificate.pem.replaceAll('\n', ' ') })).toMatch(
			/^CA Certificate is no PEM text/,
		);
	});
});

describe('one clear sentence refuses', () => {
	const server = { host: 'redis.lan' };
	const sentinel = { connection: 'sentinel', sentinels: rows('s-1'), masterName: 'm' };

	it.each<[string, Record<string, unknown>, RegExp]>([
		['an empty host', { host: ' ' }, /^Host is empty: give the name or address/],
		[
			'a URL as host',
			{ host: 'redis://me:planted@redis.lan' },
			/^Host must be a name or an address alone; for a URL, choose URL/,
		],
		['a host with its port', { host: 'redis.lan:6379' }, /^Host must be a name or an address alone/],
		['a port out of range', { ...server, port: 65_536 }, /^Port must be a whole number from 1 to 65535$/],
		['a port of 0', { ...server, port: 0 }, /^Port must be/],
		['a port that is no number', { ...server, port: 'planted' }, /^Port must be/],
		['no URL', { connection: 'url', url: '' }, /^URL is empty: give one such as redis:/],
		[
			'a URL of another scheme',
			{ connection: 'url', url: 'https://planted@redis.lan' },
			/^The URL must begin with redis:/,
		],
		[
			'no Sentinel',
			{ ...sentinel, sentinels: {} },
			/^Sentinels is empty: add at least one address, such as 10\.0\.0\.5:26379$/,
		],
		[
			'a Sentinel that is no address',
			{ ...sentinel, sentinels: rows('s-1', 'redis://planted') },
			/^Sentinels: address 2 must be a host and a port/,
		],
		[
			'a Sentinel without usable port',
			{ ...sentinel, sentinels: rows('s-1:planted') },
			/^Sentinels: address 1 must be/,
		],
		['an empty Sentinel', { ...sentinel, sentinels: rows('') }, /^Sentinels: address 1 must be/],
		['no master name', { ...sentinel, masterName: '' }, /^Master Name is empty/],
		['no node', { connection: 'cluster' }, /^Nodes is empty: add at least one address, such as 10\.0\.0\.5:6379$/],
		['a negative database', { ...server, database: -1 }, /^Database must be a whole number from 0 up$/],
		['half a database', { ...server, database: 1.5 }, /^Database must be/],
		['a database by name', { ...server, database: 'planted' }, /^Database must be/],
		['a prefix with braces', { ...server, keyPrefix: '{planted}' }, /^Key Prefix must have no spaces and no braces/],
		['a prefix with spaces', { ...server, keyPrefix: 'planted prefix' }, /^Key Prefix must have/],
		['an endless prefix', { ...server, keyPrefix: 'p'.repeat(101) }, /^Key Prefix must have.*at most 100 characters$/],
		['a CA that is no certificate', { ...server, tls: true, ca: 'planted' }, /^CA Certificate is no PEM text/],
		[
			'a CA that only looks like one',
			{ ...server, tls: true, ca: '-----BEGIN CERTIFICATE-----\nplanted\n-----END CERTIFICATE-----' },
			/^CA Certificate is no PEM text/,
		],
		['an unknown connection', { connection: 'planted' }, /^Connection must be Server, URL, Sentinel or Cluster$/],
	])('%s', (_what, data, sentence) => {
		expect(faultOf(data)).toMatch(sentence);
		expect(faultOf(data)).not.toContain('planted');
	});
});
