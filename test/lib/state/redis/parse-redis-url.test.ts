import { parseRedisUrl } from '../../../../lib/state/redis/parse-redis-url';

const faultOf = (url: string): string => {
	try {
		parseRedisUrl(url);
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error('The URL was taken');
};

describe('a Redis URL', () => {
	it('says host, port, user, password, database and TLS', () => {
		expect(parseRedisUrl(' rediss://me:p%40ss%2F%23@redis.lan:6380/2 ')).toEqual({
			servers: { kind: 'server', host: 'redis.lan', port: 6380 },
			username: 'me',
			password: 'p@ss/#',
			database: 2,
			tls: true,
		});
	});

	it.each(['redis://redis.lan', 'redis://redis.lan/', 'REDIS://redis.lan:6379/0'])(
		'has port 6379, database 0 and no TLS unless it says so: %s',
		(url) => {
			expect(parseRedisUrl(url)).toEqual({
				servers: { kind: 'server', host: 'redis.lan', port: 6379 },
				username: undefined,
				password: undefined,
				database: 0,
				tls: false,
			});
		},
	);

	it('takes a password without a user, and IPv6 addresses', () => {
		expect(parseRedisUrl('redis://:secret@[::1]:6390')).toMatchObject({
			servers: { host: '::1', port: 6390 },
			username: undefined,
			password: 'secret',
		});
	});

	it.each([
		['', /must begin with redis:\/\//],
		['localhost:6379', /must begin with redis:\/\//],
		['http://planted@redis.lan', /must begin with redis:\/\//],
		['redis://', /cannot be read|names no host/],
		['redis://:planted@:6379', /cannot be read|names no host/],
		['redis://redis.lan:0', /port in the URL must be from 1 to 65535/],
		['redis://redis.lan:99999', /cannot be read/],
		['redis://redis.lan/cache', /number of a database/],
		['redis://:planted/more@redis.lan:6379', /cannot be read|number of a database/],
		['redis://planted/more@redis.lan:6379', /number of a database/],
		['redis://planted#more@redis.lan', /must not have \? or #/],
		['redis://redis.lan?password=planted', /must not have \? or #/],
		['redis://:pla%nted@redis.lan', /% that begins no %XX/],
	])('is refused in one sentence that repeats nothing of it: %s', (url, sentence) => {
		expect(faultOf(url)).toMatch(sentence);
		expect(faultOf(url)).not.toContain('planted');
		expect(faultOf(url)).not.toMatch(/\.$/);
	});
});
