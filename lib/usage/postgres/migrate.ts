import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import type { PostgresPool } from './create-pool';
import { readSql } from './read-sql';

/** Twenty processes that start at once wait for one another, each for the work of the one before it. */
const WAIT_FOR_OTHERS_MS = 45_000;

export interface MigrateOptions {
	/** The step to stop behind, for tests. Default: the last. */
	upTo?: number;
}

/**
 * Brings the schema's tables up to date: numbered steps, which only ever add, so that processes of the version before go on
 * writing while others upgrade, and a schema written by a newer version takes this version's rows. One transaction behind a lock of the
 * schema's own, so that of many processes one does it. A role that may only read needs it done already. Touches nothing outside the schema;
 * makes the schema only where there is none, since that takes a right that a role may lack.
 */
export async function migrate(
	pool: PostgresPool,
	schema: string,
	{ upTo = Infinity }: MigrateOptions = {},
): Promise<void> {
	const steps = migrationSteps().filter(({ version }) => version <= upTo);
	const latest = steps.at(-1)?.version ?? 0;
	if ((await pool.transaction(async (client) => await versionOf(client, schema))) >= latest) return;
	await pool.transaction(async (client) => {
		await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`n8n-nodes-routed-llm ${schema}`]);
		const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
		if (rows.length === 0) await client.query(readSql('create-schema', schema));
		// Asked again behind the lock: another process may have been quicker.
		const present = await versionOf(client, schema);
		if (present === 0) await client.query(readSql('create-migrations', schema));
		for (const { version, name } of steps) {
			if (version <= present) continue;
			await client.query(readSql(join('migrations', name), schema));
			await client.query(readSql('note-migration', schema), [version, name]);
		}
	}, WAIT_FOR_OTHERS_MS);
}

/** 0 where no step was taken yet. */
async function versionOf(client: PoolClient, schema: string): Promise<number> {
	const known = await client.query('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
		schema,
		'migrations',
	]);
	if (known.rows.length === 0) return 0;
	const { rows } = await client.query<{ version: number | null }>(readSql('select-version', schema));
	return rows[0]?.version ?? 0;
}

/** `0001-calls.sql` is version 1. */
function migrationSteps(): Array<{ version: number; name: string }> {
	return readdirSync(join(__dirname, 'migrations'))
		.filter((file) => /^\d{4}-.+\.sql$/.test(file))
		.sort()
		.map((file) => ({ version: Number(file.slice(0, 4)), name: file.slice(0, -'.sql'.length) }));
}
