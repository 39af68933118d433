import type { RedisSettings } from '../../lib';
import { readCaCertificate } from './ca-certificate';
import { InputFault } from './input-fault';
import { numberOf, passwordOf, rowsOf, textOf } from './parameter-values';
import type { Library } from './runtime';
import { isHost, isPort, readServer, readUrl, withoutBrackets, type ServerAddress } from './server-address';

type Data = Readonly<Record<string, unknown>>;

const SERVER_PORT = 6379;
const SENTINEL_PORT = 26379;
const MAX_PREFIX_LENGTH = 100;

/**
 * What a Redis credential says, complete and checked.
 * @throws InputFault with one sentence that names the field and repeats nothing of its content.
 */
export function readRedisSettings(
	data: Data,
	library: Pick<Library, 'parseRedisUrl' | 'DEFAULT_KEY_PREFIX'>,
): RedisSettings {
	const keyPrefix = readPrefix(data, library.DEFAULT_KEY_PREFIX);
	if (textOf(data.connection) === 'url') {
		const { tls, ...settings } = readUrl(data, 'redis://user:password@host:6379/0', library.parseRedisUrl);
		return { ...settings, tls: tls ? { ca: readCaCertificate(data.ca) } : undefined, keyPrefix };
	}
	const servers = readServers(data);
	return {
		servers,
		username: textOf(data.user) || undefined,
		password: passwordOf(data.password),
		database: servers.kind === 'cluster' ? 0 : readDatabase(data),
		tls: data.tls === true ? { ca: readCaCertificate(data.ca) } : undefined,
		keyPrefix,
	};
}

function readServers(data: Data): RedisSettings['servers'] {
	switch (textOf(data.connection) || 'server') {
		case 'server':
			return { kind: 'server', ...readServer(data, 'Redis', SERVER_PORT) };
		case 'sentinel':
			return {
				kind: 'sentinel',
				sentinels: readAddresses(data.sentinels, 'Sentinels', SENTINEL_PORT),
				masterName: readMasterName(data),
				sentinelUsername: textOf(data.sentinelUser) || undefined,
				sentinelPassword: passwordOf(data.sentinelPassword),
			};
		case 'cluster':
			return { kind: 'cluster', nodes: readAddresses(data.nodes, 'Nodes', SERVER_PORT) };
		default:
			throw new InputFault('Connection must be Server, URL, Sentinel or Cluster');
	}
}

function readAddresses(list: unknown, field: string, defaultPort: number): ServerAddress[] {
	const addresses = rowsOf(list, 'entries').map(({ address }) => textOf(address));
	if (addresses.length === 0)
		throw new InputFault(`${field} is empty: add at least one address, such as 10.0.0.5:${defaultPort}`);
	return addresses.map((text, index) => {
		const { host, port } = splitAddress(text);
		if (!isHost(host) || !isPort(port ?? defaultPort))
			throw new InputFault(
				`${field}: address ${index + 1} must be a host and a port from 1 to 65535, such as 10.0.0.5:${defaultPort}`,
			);
		return { host: withoutBrackets(host), port: port ?? defaultPort };
	});
}

/** `host`, `host:port`, `[address]:port`, or an IPv6 address alone. */
function splitAddress(text: string): { host: string; port?: number } {
	const [, host, port] = /^([^:[\]]+|\[[^\]]+\]):([^:]*)$/.exec(text) ?? [];
	return host === undefined ? { host: text } : { host, port: /^\d+$/.test(port!) ? Number(port) : Number.NaN };
}

function readMasterName(data: Data): string {
	const name = textOf(data.masterName);
	if (name === '')
		throw new InputFault(
			'Master Name is empty: give the name that the Sentinels have for the master, such as mymaster',
		);
	return name;
}

function readDatabase(data: Data): number {
	const database = numberOf(data.database) ?? 0;
	if (!Number.isInteger(database) || database < 0) throw new InputFault('Database must be a whole number from 0 up');
	return database;
}

function readPrefix(data: Data, defaultPrefix: string): string {
	const prefix = textOf(data.keyPrefix) || defaultPrefix;
	if (/[\s{}]/.test(prefix) || prefix.length > MAX_PREFIX_LENGTH)
		throw new InputFault(`Key Prefix must have no spaces and no braces, and at most ${MAX_PREFIX_LENGTH} characters`);
	return prefix;
}
