import type { Pool, PoolClient, PoolConfig, QueryResult } from 'pg';
import { guarded } from '../../guarded';
import { errorField } from '../error-facts';
import { UsageLogError } from '../usage-log-error';
import { toPostgresError } from './postgres-error';
import type { PostgresSettings } from './postgres-settings';

/** A connection that is not made within this is given up. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement without an answer for this long is given up, and its connection with it: the server may hang. */
const ANSWER_TIMEOUT_MS = 60_000;
/** The server gives up first: else it would go on, or wait for a lock, for a connection that nobody holds any more. */
const STATEMENT_TIMEOUT_MS = 50_000;
/** Holds a few connections for the next drain; then they end, so that an idle n8n takes none. */
const IDLE_TIMEOUT_MS = 10_000;
const APPLICATION_NAME = 'n8n-nodes-routed-llm';

export type Query = PoolClient['query'];

/** Statements on one of few connections. Loads the driver at the first. Errors are `UsageLogError`s. */
export interface PostgresPool {
	/** Runs `work` on a connection of its own. What it leaves open, such as a transaction, ends with its connection. */
	use<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
	/** `inTransaction`, on a connection of its own. */
	transaction<T>(work: (client: PoolClient) => Promise<T>, lockTimeoutMs?: number): Promise<T>;
	/** The rows of one statement without parameters that only reads, in a transaction of its own and in one round trip. */
	read<Row extends object>(statement: string): Promise<Row[]>;
	/** Waits for what is under way; more is refused. */
	close(): Promise<void>;
}

/** Rows leave their outbox once they are committed: a server told to commit before it has written (the rest keeps its meaning) would lose them in a crash. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`;

/** Writers hold their locks for milliseconds: who waits longer waits for something else. */
const LOCK_TIMEOUT_MS = 5_000;

/**
 * All or none, within which each statement sees what others have committed by then. Ends a wait for locks after `lockTimeoutMs`, 5,000 unless
 * given, and a statement after 50 s.
 */
export async function inTransaction<T>(
	client: PoolClient,
	work: (client: PoolClient) => Promise<T>,
	lockTimeoutMs = LOCK_TIMEOUT_MS,
): Promise<T> {
	await client.query(
		`BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = ${lockTimeoutMs}; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}; ${DURABLE}`,
	);
	try {
		const result = await work(client);
		await client.query('COMMIT');
		return result;
	} catch (error) {
		// After anything else the connection ends, and the transaction with it.
		if (wasRefused(error)) await client.query('ROLLBACK');
		throw error;
	}
}

const LIMITS = `SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`;

async function readAtOnce<Row extends object>(client: PoolClient, statement: string): Promise<Row[]> {
	try {
		// The driver gives a list of results for several statements, which its types do not know.
		const results: unknown = await client.query(`BEGIN READ ONLY; ${LIMITS}; ${statement}; COMMIT`);
		return (results as Array<QueryResult<Row>>)[3]!.rows;
	} catch (error) {
		if (wasRefused(error)) await client.query('ROLLBACK');
		throw error;
	}
}

export function createPool(settings: PostgresSettings): PostgresPool {
	let pool: Pool | undefined;
	let isClosed = false;
	let ending: Promise<void> | undefined;

	/** The driver is looked at once: reading its parts anew for each statement takes as long as a statement. */
	async function open(): Promise<Pool> {
		const { Pool } = await import('pg');
		if (isClosed) throw new UsageLogError('unavailable', 'The usage log was closed.');
		return (pool ??= listenedTo(new Pool(toConfig(settings))));
	}

	async function use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
		let client: PoolClient | undefined;
		let broken = true;
		try {
			if (isClosed) throw new UsageLogError('unavailable', 'The usage log was closed.');
			client = await (pool ?? (await open())).connect();
			const result = await work(client);
			broken = false;
			return result;
		} catch (error) {
			broken = !wasRefused(error);
			throw toPostgresError(error);
		} finally {
			client?.release(broken);
		}
	}

	return {
		use,
		transaction: async (work, lockTimeoutMs) =>
			await use(async (client) => await inTransaction(client, work, lockTimeoutMs)),
		read: async <Row extends object>(statement: string) =>
			await use(async (client) => await readAtOnce<Row>(client, statement)),
		async close() {
			isClosed = true;
			await (ending ??= pool?.end());
		},
	};
}

/** The server refused a statement: its connection is as good as before. */
function wasRefused(error: unknown): boolean {
	return errorField(error, 'severity') === 'ERROR';
}

function toConfig({ host, port, database, user, password, tls, poolSize }: PostgresSettings): PoolConfig {
	return {
		host,
		port,
		database,
		user,
		// A function keeps the driver from looking for a password in the environment or a file.
		password: () => password ?? '',
		// Undefined would let the environment decide.
		ssl:
			tls === undefined ? false : { rejectUnauthorized: tls.verify, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
		max: poolSize,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		idleTimeoutMillis: IDLE_TIMEOUT_MS,
		query_timeout: ANSWER_TIMEOUT_MS,
		keepAlive: true,
		allowExitOnIdle: true,
		application_name: APPLICATION_NAME,
	};
}

/** Without a listener the end of an idle connection would end the process; the next statement tells its own. */
function listenedTo(pool: Pool): Pool {
	const where = 'a listener of the Postgres pool';
	const ignore = guarded(where, () => undefined);
	const listen = guarded(where, (client: PoolClient) => {
		client.on('error', ignore);
	});
	return pool.on('error', ignore).on('connect', listen);
}
