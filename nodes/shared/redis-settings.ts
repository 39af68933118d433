import { X509Certificate } from 'node:crypto';
import type { RedisSettings } from '../../lib';
import { InputFault } from './input-fault';
import { numberOf, rowsOf, textOf } from './parameter-values';
import type { Library } from './runtime';

type Data = Readonly<Record<string, unknown>>;
type Address = { host: string; port: number };

const SERVER_PORT = 6379;
const SENTINEL_PORT = 26379;
const MAX_PREFIX_LENGTH = 100;

/**
 * What a Redis credential says, complete and checked.
 * @throws InputFault with one sentence that names the field and repeats nothing of its content.
 */
export function readRedisSettings(data: Data, library: Pick<Library, 'parseRedisUrl' | 'DEFAULT_KEY_PREFIX'>): RedisSettings {
	const keyPrefix = readPrefix(data, library.DEFAULT_KEY_PREFIX);
	if (textOf(data.connection) === 'url') {
		const { tls, ...settings } = readUrl(data, library);
		return { ...settings, tls: tls ? { ca: readCa(data) } : undefined, keyPrefix };
	}
	const servers = readServers(data);
	return {
		servers,
		username: textOf(data.user) || undefined,
		password: passwordOf(data.password),
		database: servers.kind === 'cluster' ? 0 : readDatabase(data),
		tls: data.tls === true ? { ca: readCa(data) } : undefined,
		keyPrefix,
	};
}

function readServers(data: Data): RedisSettings['servers'] {
	switch (textOf(data.connection) || 'server') {
		case 'server':
			return { kind: 'server', ...readServer(data) };
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

function readUrl(data: Data, { parseRedisUrl }: Pick<Library, 'parseRedisUrl'>) {
	const url = textOf(data.url);
	if (url === '') throw new InputFault('URL is empty: give one such as redis://user:password@host:6379/0');
	try {
		return parseRedisUrl(url);
	} catch (error) {
		throw new InputFault((error as Error).message);
	}
}

function readServer(data: Data): Address {
	const host = textOf(data.host);
	if (host === '') throw new InputFault('Host is empty: give the name or address of the Redis server');
	if (!isHost(host)) throw new InputFault('Host must be a name or an address alone; for a URL, choose URL under Connection');
	const port = numberOf(data.port) ?? SERVER_PORT;
	if (!isPort(port)) throw new InputFault('Port must be a whole number from 1 to 65535');
	return { host: withoutBrackets(host), port };
}

function readAddresses(list: unknown, field: string, defaultPort: number): Address[] {
	const addresses = rowsOf(list, 'entries').map(({ address }) => textOf(address));
	if (addresses.length === 0) throw new InputFault(`${field} is empty: add at least one address, such as 10.0.0.5:${defaultPort}`);
	return addresses.map((text, index) => {
		const { host, port } = splitAddress(text);
		if (!isHost(host) || !isPort(port ?? defaultPort))
			throw new InputFault(`${field}: address ${index + 1} must be a host and a port from 1 to 65535, such as 10.0.0.5:${defaultPort}`);
		return { host: withoutBrackets(host), port: port ?? defaultPort };
	});
}

/** `host`, `host:port`, `[address]:port`, or an IPv6 address alone. */
function splitAddress(text: string): { host: string; port?: number } {
	const [, host, port] = /^([^:[\]]+|\[[^\]]+\]):([^:]*)$/.exec(text) ?? [];
	return host === undefined ? { host: text } : { host, port: /^\d+$/.test(port!) ? Number(port) : Number.NaN };
}

const isHost = (text: string): boolean => /^([^\s/@:[\]]+|\[[\da-f:.%\w]+\]|[\da-f]*:[\da-f:.]+)$/i.test(text);
const isPort = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65_535;
const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

function readMasterName(data: Data): string {
	const name = textOf(data.masterName);
	if (name === '') throw new InputFault('Master Name is empty: give the name that the Sentinels have for the master, such as mymaster');
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

/** Refused here, since TLS would fail later with a sentence that names no field. */
function readCa(data: Data): string | undefined {
	const ca = textOf(data.ca);
	if (ca === '') return undefined;
	const certificates = ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
	if (certificates.length === 0 || !certificates.every(isCertificate))
		throw new InputFault('CA Certificate is no PEM text: paste all of it, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, with its line breaks');
	return ca;
}

function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).subject !== null;
	} catch {
		return false;
	}
}

/** As it is: blanks at its ends may belong to it. */
function passwordOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : textOf(value) || undefined;
}
