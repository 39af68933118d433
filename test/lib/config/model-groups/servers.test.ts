import { parseRedisUrl } from '../../../../lib/state/redis/parse-redis-url';
import { parsePostgresUrl } from '../../../../lib/usage/postgres';
import { deployments, faultsIn, OLLAMA, read } from './reading';

const withServers = (servers: string) => `${deployments(OLLAMA)}${servers}\n`;

describe('the Redis of a text', () => {
	it.each([
		['redis: redis://cache', 'redis://cache'],
		['redis: " rediss://cache:6380/2 "', 'rediss://cache:6380/2'],
		['redis: os.environ/URL', 'redis://:secret@cache'],
		['redis: { host: cache }', 'redis://cache'],
		['redis: { host: 10.0.0.5, port: 6380, database: 3 }', 'redis://10.0.0.5:6380/3'],
		['redis: { host: cache, tls: true, username: "n8n@home" }', 'rediss://n8n%40home@cache'],
		['redis: { host: "::1", password: os.environ/PASSWORD }', 'redis://:a%2Fb%40c%3Ad%23e%3Ff%25@[::1]'],
		[
			'redis: { host: os.environ/HOST, port: os.environ/PORT, database: os.environ/DATABASE, tls: os.environ/TLS }',
			'rediss://cache.local:6381/4',
		],
	])('is one URL, which the client takes: %s', (redis, url) => {
		const secrets = {
			URL: 'redis://:secret@cache',
			PASSWORD: 'a/b@c:d#e?f%',
			HOST: 'cache.local',
			PORT: '6381',
			DATABASE: '4',
			TLS: 'True',
		};
		const { redisUrl, faults } = read(withServers(redis), { secrets });
		expect(faults).toEqual([]);
		expect(redisUrl).toBe(url);
		expect(() => parseRedisUrl(redisUrl!)).not.toThrow();
	});

	it('keeps a password whole', () => {
		const { redisUrl } = read(withServers('redis: { host: cache, password: os.environ/P }'), {
			secrets: { P: 'a/b@c:d#e?f% é' },
		});
		expect(parseRedisUrl(redisUrl!).password).toBe('a/b@c:d#e?f% é');
	});

	it.each([
		[
			'redis: cache:6379',
			'5:8 The URL must begin with redis:// or, for TLS, rediss://, such as redis://user:password@host:6379/0',
		],
		['redis: redis://cache?db=1', '5:8 The URL must not have ? or # in it; write them as %3F and %23 in a password'],
		['redis: "redis://"', '5:8 The URL names no host; write it like redis://user:password@host:6379/0'],
		[
			'redis: redis://cache:port',
			'5:8 The URL cannot be read; write it like redis://user:password@host:6379/0, with special characters of the password as %XX',
		],
		['redis: redis://cache:0', '5:8 The port in the URL must be from 1 to 65535'],
		[
			'redis: redis://cache/main',
			'5:8 What follows the host in the URL must be the number of a database, such as /0; write a / in a password as %2F',
		],
		[
			'redis: [cache]',
			'5:8 redis must be a URL such as redis://user:password@host:6379/0, or an object with host and port',
		],
		['redis:', '5:7 redis must be a URL such as redis://user:password@host:6379/0, or an object with host and port'],
		['redis: {}', '5:1 The host is missing'],
		['redis: { host: "" }', '5:16 The host is empty'],
		[
			'redis: { host: "redis://cache" }',
			'5:16 The host must be a name or an address alone; the port, the user and the password have settings of their own',
		],
		['redis: { host: cache, prot: 6380 }', '5:23 Unknown setting "prot"; did you mean "port"?'],
		[
			'redis: { host: cache, cluster: true }',
			'5:23 Unknown setting "cluster"; use one of host, port, username, password, database, tls',
		],
		['redis: { host: cache, port: "6380" }', '5:29 The port must be a whole number'],
		['redis: { host: cache, port: os.environ/WORD }', '5:29 The port must be a whole number'],
		['redis: { host: cache, port: 70000 }', '5:29 The port must be from 1 to 65535'],
		['redis: { host: cache, database: -1 }', '5:33 The database must be 0 or more'],
		['redis: { host: cache, tls: yes }', '5:28 tls must be true or false'],
	])('is a fault where it is none: %s', (redis, fault) => {
		const { redisUrl } = read(withServers(redis), { secrets: { WORD: 'high' } });
		expect(faultsIn(withServers(redis), { secrets: { WORD: 'high' } })).toEqual([fault]);
		expect(redisUrl).toBeUndefined();
	});
});

describe('the Postgres of a text', () => {
	it.each(['postgres://n8n@db/n8n', 'postgresql://n8n@db.local:5433/spend?sslmode=require'])(
		'is %s, which the client takes',
		(url) => {
			const { postgresUrl, faults } = read(withServers(`postgres: ${url}`));
			expect({ postgresUrl, faults }).toEqual({ postgresUrl: url, faults: [] });
			expect(() => parsePostgresUrl(postgresUrl!)).not.toThrow();
		},
	);

	it.each([
		[
			'postgres: mysql://n8n/db',
			'5:11 The URL must begin with postgres:// or postgresql://, such as postgres://user:password@host:5432/database',
		],
		['postgres: "postgres://db/n8n#1"', '5:11 The URL must not have # in it; write it as %23 in a password'],
		[
			'postgres: postgres://db/n8n',
			'5:11 The URL names no user; write it like postgres://user:password@host:5432/database',
		],
		[
			'postgres: postgres://n8n@db',
			'5:11 What follows the host in the URL must be the name of a database; write a / in a password as %2F',
		],
		['postgres: postgres://n8n%@db/n8n', '5:11 The URL has a % that begins no %XX; write a % in a password as %25'],
		['postgres: { host: db }', '5:11 postgres must be a URL such as postgres://user:password@host:5432/database'],
	])('is a fault where it is none: %s', (postgres, fault) => {
		expect(faultsIn(withServers(postgres))).toEqual([fault]);
		expect(read(withServers(postgres)).postgresUrl).toBeUndefined();
	});
});

describe('servers of a text with faults elsewhere', () => {
	it('are named, so that the last valid version can be had from there', () => {
		const text = 'groups: {}\nredis: redis://cache\npostgres: postgres://n8n@db/n8n\ncolour: red\n';
		expect(read(text)).toMatchObject({
			config: undefined,
			redisUrl: 'redis://cache',
			postgresUrl: 'postgres://n8n@db/n8n',
		});
	});
});
