import type { RedisSettings } from './redis-settings';

/** What a URL can say of the way to a server. */
export type RedisUrlSettings = Omit<RedisSettings, 'tls' | 'keyPrefix'> & { tls: boolean };

const DEFAULT_PORT = 6379;

/**
 * Reads `redis://user:password@host:port/database`, or `rediss://` for TLS. Port 6379 and database 0 unless given.
 * @throws Error with one sentence, without full stop, that says what to correct and repeats nothing of the URL.
 */
export function parseRedisUrl(url: string): RedisUrlSettings {
	const text = url.trim();
	if (!/^rediss?:\/\//i.test(text))
		throw new Error(
			'The URL must begin with redis:// or, for TLS, rediss://, such as redis://user:password@host:6379/0',
		);
	// A # or ? that belongs to a password would cut the URL short, and a piece of the password be taken for the host.
	if (/[#?]/.test(text))
		throw new Error(
			'The URL must not have ? or # in it; write them as %3F and %23 in a password, and give options in the other fields',
		);
	if (!URL.canParse(text))
		throw new Error(
			'The URL cannot be read; write it like redis://user:password@host:6379/0, with special characters of the password as %XX',
		);
	const { protocol, hostname, port, username, password, pathname } = new URL(text);
	if (hostname === '') throw new Error('The URL names no host; write it like redis://user:password@host:6379/0');
	if (port === '0') throw new Error('The port in the URL must be from 1 to 65535');
	return {
		servers: {
			kind: 'server',
			host: decoded(hostname).replace(/^\[(.*)\]$/, '$1'),
			port: port === '' ? DEFAULT_PORT : Number(port),
		},
		username: decoded(username) || undefined,
		password: decoded(password) || undefined,
		database: databaseOf(pathname),
		tls: protocol === 'rediss:',
	};
}

function databaseOf(pathname: string): number {
	const name = pathname.replace(/^\//, '');
	if (!/^\d{0,9}$/.test(name))
		throw new Error(
			'What follows the host in the URL must be the number of a database, such as /0; write a / in a password as %2F',
		);
	return Number(name);
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw new Error('The URL has a % that begins no %XX; write a % in a password as %25');
	}
}
