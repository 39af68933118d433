import { UsageLogError } from '../usage-log-error';
import { createPool } from './create-pool';
import { migrate } from './migrate';
import type { PostgresSettings } from './postgres-settings';

/** Postgres 13 and later have all that is used. */
const OLDEST_MAJOR = 13;

/**
 * Tries out what the usage log needs: a connection, and its schema, which it makes or upgrades where that is to be done. Ends its
 * connection, whatever comes. Takes 5 s at most to connect.
 * @returns `version`, such as `Postgres 17.2`
 * @throws UsageLogError with one sentence that says what is wrong and what to do
 */
export async function testPostgres(settings: PostgresSettings): Promise<{ version: string }> {
	const pool = createPool({ ...settings, poolSize: 1 });
	try {
		const { rows } = await pool.use(
			async (client) =>
				await client.query<{ version: string; encoding: string }>(
					`SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding`,
				),
		);
		const version = /^[\d.]+/.exec(rows[0]?.version ?? '')?.[0] ?? 'of an unknown version';
		if (Number.parseInt(version, 10) < OLDEST_MAJOR)
			throw new UsageLogError(
				'unsupported',
				`The Postgres of the usage log cannot be used: it is too old; version ${OLDEST_MAJOR} or later is needed.`,
			);
		if (rows[0]?.encoding !== 'UTF8')
			throw new UsageLogError(
				'unsupported',
				'The Postgres of the usage log cannot be used: the database cannot hold every character; give one with the encoding UTF8.',
			);
		await migrate(pool, settings.schema);
		return { version: `Postgres ${version}` };
	} finally {
		await pool.close();
	}
}
