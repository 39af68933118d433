import type { z } from 'zod';
import type { ConfigFault } from '../../errors';
import { toFaults } from '../issue-faults';
import { isObject } from '../raw-input';
import { redisInput } from './file-input';

/** A server that a document names, or what is wrong with it. */
export interface ServerUrl {
	/** Absent when none is named, or with a fault. */
	url?: string;
	faults: ConfigFault[];
}

/** `redis` of a document: a URL, or its parts, which are put together. */
export function readRedis(value: unknown): ServerUrl {
	if (value === undefined) return { faults: [] };
	if (typeof value === 'string') return checked('redis', value, redisUrlFault(value.trim()));
	if (!isObject(value))
		return refused('redis', `redis must be a URL such as ${REDIS_EXAMPLE}, or an object with host and port`);
	const parsed = redisInput.safeParse(value);
	const faults = toFaults({ input: value, schema: redisInput, issues: parsed.error?.issues ?? [] }).map(
		({ path, message }) => ({ path: ['redis', ...path], message }),
	);
	if (!parsed.success) return { faults };
	const host = bracketed(parsed.data.host);
	if (!isHost(host))
		return {
			faults: [
				{
					path: ['redis', 'host'],
					message:
						'The host must be a name or an address alone; the port, the user and the password have settings of their own',
				},
			],
		};
	return { url: composeRedisUrl({ ...parsed.data, host }), faults: [] };
}

/** `postgres` of a document. */
export function readPostgres(value: unknown): ServerUrl {
	if (value === undefined) return { faults: [] };
	if (typeof value !== 'string') return refused('postgres', `postgres must be a URL such as ${POSTGRES_EXAMPLE}`);
	return checked('postgres', value, postgresUrlFault(value.trim()));
}

const REDIS_EXAMPLE = 'redis://user:password@host:6379/0';
const POSTGRES_EXAMPLE = 'postgres://user:password@host:5432/database';

function refused(setting: string, message: string): ServerUrl {
	return { faults: [{ path: [setting], message }] };
}

function checked(setting: string, url: string, fault: string | undefined): ServerUrl {
	return fault === undefined ? { url: url.trim(), faults: [] } : refused(setting, fault);
}

function redisUrlFault(url: string): string | undefined {
	if (!/^rediss?:\/\//i.test(url))
		return `The URL must begin with redis:// or, for TLS, rediss://, such as ${REDIS_EXAMPLE}`;
	if (/[#?]/.test(url)) return 'The URL must not have ? or # in it; write them as %3F and %23 in a password';
	const fault = sharedFault(url, REDIS_EXAMPLE);
	if (fault !== undefined) return fault;
	return /^\/?\d{0,9}$/.test(new URL(url).pathname)
		? undefined
		: 'What follows the host in the URL must be the number of a database, such as /0; write a / in a password as %2F';
}

function postgresUrlFault(url: string): string | undefined {
	if (!/^postgres(ql)?:\/\//i.test(url))
		return `The URL must begin with postgres:// or postgresql://, such as ${POSTGRES_EXAMPLE}`;
	if (url.includes('#')) return 'The URL must not have # in it; write it as %23 in a password';
	const fault = sharedFault(url, POSTGRES_EXAMPLE);
	if (fault !== undefined) return fault;
	const { username, pathname } = new URL(url);
	if (username === '') return `The URL names no user; write it like ${POSTGRES_EXAMPLE}`;
	return /^\/[^/]+$/.test(pathname)
		? undefined
		: 'What follows the host in the URL must be the name of a database; write a / in a password as %2F';
}

function sharedFault(url: string, example: string): string | undefined {
	if (!URL.canParse(url))
		return `The URL cannot be read; write it like ${example}, with special characters of the password as %XX`;
	const { hostname, port, username, password, pathname } = new URL(url);
	if (hostname === '') return `The URL names no host; write it like ${example}`;
	if (port === '0') return 'The port in the URL must be from 1 to 65535';
	if (/%(?![\da-f]{2})/i.test(username + password + pathname))
		return 'The URL has a % that begins no %XX; write a % in a password as %25';
	return undefined;
}

function bracketed(host: string): string {
	return /^[\da-f:.]+$/i.test(host) && host.split(':').length > 2 ? `[${host}]` : host;
}

function isHost(host: string): boolean {
	return /^([\w.-]+|\[[\da-f:.]+\])$/i.test(host) && URL.canParse(`redis://${host}`);
}

function composeRedisUrl({
	host,
	port,
	username = '',
	password = '',
	database,
	tls,
}: z.output<typeof redisInput>): string {
	const user = encodeURIComponent(username);
	const userInfo = password === '' ? (user === '' ? '' : `${user}@`) : `${user}:${encodeURIComponent(password)}@`;
	return `${tls === true ? 'rediss' : 'redis'}://${userInfo}${host}${port === undefined ? '' : `:${port}`}${database === undefined ? '' : `/${database}`}`;
}
