import type { PostgresSettings } from './postgres-settings';

/** What a URL can say of the way to a database. */
export type PostgresUrlSettings = Omit<PostgresSettings, 'schema' | 'poolSize'>;

const DEFAULT_PORT = 5432;
const EXAMPLE = 'postgres://user:password@host:5432/database';

/**
 * Reads `postgres://user:password@host:port/database?sslmode=verify-full`, also `postgresql://`. Port 5432 unless given. Of its options
 * only `sslmode` counts, as the server's own tools read it: `verify-full` and `verify-ca` check the certificate, `require` does not,
 * all others are without TLS.
 * @throws Error with one sentence, without full stop, that says what to correct and repeats nothing of the URL
 */
export function parsePostgresUrl(url: string): PostgresUrlSettings {
	const text = url.trim();
	if (!/^postgres(ql)?:\/\//i.test(text))
		throw new Error(`The URL must begin with postgres:// or postgresql://, such as ${EXAMPLE}`);
	// A # that belongs to a password would cut the URL short, and a piece of the password be taken for the host.
	if (text.includes('#')) throw new Error('The URL must not have # in it; write it as %23 in a password');
	if (!URL.canParse(text))
		throw new Error(`The URL cannot be read; write it like ${EXAMPLE}, with special characters of the password as %XX`);
	const { hostname, port, username, password, pathname, searchParams } = new URL(text);
	if (hostname === '') throw new Error(`The URL names no host; write it like ${EXAMPLE}`);
	if (port === '0') throw new Error('The port in the URL must be from 1 to 65535');
	if (username === '') throw new Error(`The URL names no user; write it like ${EXAMPLE}`);
	const database = decoded(pathname.slice(1));
	if (database === '' || database.includes('/'))
		throw new Error('What follows the host in the URL must be the name of a database; write a / in a password as %2F');
	return {
		host: decoded(hostname).replace(/^\[(.*)\]$/, '$1'),
		port: port === '' ? DEFAULT_PORT : Number(port),
		database,
		user: decoded(username),
		password: decoded(password) || undefined,
		tls: tlsOf(searchParams.get('sslmode')),
	};
}

function tlsOf(mode: string | null): PostgresUrlSettings['tls'] {
	switch (mode) {
		case null:
		case 'disable':
		case 'allow':
		case 'prefer':
			return undefined;
		case 'require':
		case 'no-verify':
			return { verify: false };
		case 'verify-ca':
		case 'verify-full':
			return { verify: true };
		default:
			throw new Error('The sslmode in the URL must be disable, require or verify-full');
	}
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw new Error('The URL has a % that begins no %XX; write a % in a password as %25');
	}
}
