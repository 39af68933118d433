import type { PostgresSettings } from '../../lib';
import { readCaCertificate } from './ca-certificate';
import { InputFault } from './input-fault';
import { numberOf, passwordOf, textOf } from './parameter-values';
import type { Library } from './runtime';
import { readServer, readUrl } from './server-address';

type Data = Readonly<Record<string, unknown>>;
type Way = Omit<PostgresSettings, 'schema' | 'poolSize'>;
type UsedLibrary = Pick<Library, 'parsePostgresUrl' | 'DEFAULT_SCHEMA' | 'DEFAULT_POOL_SIZE'>;

const PORT = 5432;
const MAX_POOL_SIZE = 100;
/** Postgres cuts longer names. */
const MAX_NAME_LENGTH = 63;

/**
 * What a Postgres credential says, complete and checked; how long calls are kept is read by `readKeepCallsDays`.
 * @throws InputFault with one sentence that names the field and repeats nothing of its content.
 */
export function readPostgresSettings(data: Data, library: UsedLibrary): PostgresSettings {
	return {
		...readWay(data, library),
		schema: readSchema(data, library.DEFAULT_SCHEMA),
		poolSize: readPoolSize(data, library.DEFAULT_POOL_SIZE),
	};
}

function readWay(data: Data, library: UsedLibrary): Way {
	switch (textOf(data.connection) || 'fields') {
		case 'fields':
			return {
				...readServer(data, 'Postgres', PORT),
				database: readName(data.database, 'Database', 'the name of the database'),
				user: readName(data.user, 'User', 'the role that writes the usage log'),
				password: passwordOf(data.password),
				tls: readTls(data),
			};
		case 'url': {
			const { tls, ...way } = readUrl(data, 'postgres://user:password@host:5432/database', library.parsePostgresUrl);
			return { ...way, tls: withCa(tls, readCaCertificate(data.ca)) };
		}
		default:
			throw new InputFault('Connection must be Fields or URL');
	}
}

/** Who gives a certificate wants it to count. */
function withCa(tls: PostgresSettings['tls'], ca: string | undefined): PostgresSettings['tls'] {
	if (ca === undefined) return tls;
	if (!tls?.verify)
		throw new InputFault(
			'CA Certificate is given, but the URL has no certificate checked: end it with ?sslmode=verify-full, or leave the field empty',
		);
	return { ...tls, ca };
}

function readTls(data: Data): PostgresSettings['tls'] {
	switch (textOf(data.tls) || 'off') {
		case 'off':
			return undefined;
		case 'verify':
			return { verify: true, ca: readCaCertificate(data.ca) };
		case 'no-verify':
			return { verify: false };
		default:
			throw new InputFault('TLS must be Off, On, Verified or On, Not Verified');
	}
}

function readName(value: unknown, field: string, what: string): string {
	const name = textOf(value);
	if (name === '') throw new InputFault(`${field} is empty: give ${what}`);
	return name;
}

function readSchema(data: Data, defaultSchema: string): string {
	const schema = textOf(data.schema) || defaultSchema;
	if (schema.length > MAX_NAME_LENGTH || !/^[a-z_][a-z0-9_]*$/.test(schema))
		throw new InputFault(
			`Schema must have small letters, digits and _ only, begin with no digit, and have at most ${MAX_NAME_LENGTH} characters`,
		);
	if (schema === 'public' || schema === 'information_schema' || schema.startsWith('pg_'))
		throw new InputFault(
			'Schema must be one that holds nothing else: choose another name than public, information_schema or one that begins with pg_',
		);
	return schema;
}

function readPoolSize(data: Data, defaultSize: number): number {
	const size = numberOf(data.poolSize) ?? defaultSize;
	if (!Number.isInteger(size) || size < 1 || size > MAX_POOL_SIZE)
		throw new InputFault(`Pool Size must be a whole number from 1 to ${MAX_POOL_SIZE}`);
	return size;
}
