import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { readSql } from './read-sql';
import { inTransaction } from './transaction';

/**
 * Brings a file's tables up to date: numbered steps, each in a transaction of its own, the number reached kept in
 * `user_version`. Steps only ever add (tables, indexes, columns that may be NULL), so that a file written by a
 * newer version still takes this version's rows. Safe when several processes start at once.
 */
export function migrate(database: DatabaseSync): void {
	for (const step of migrationSteps()) {
		if (step.version <= userVersion(database)) continue;
		inTransaction(database, () => {
			// Asked again behind the lock: another process may have been quicker.
			if (step.version <= userVersion(database)) return;
			database.exec(readSql(join('migrations', step.name)));
			database.exec(`PRAGMA user_version = ${step.version}`);
		});
	}
}

/** 0 for a file that no step has been applied to yet. */
export function userVersion(database: DatabaseSync): number {
	const row = database.prepare('PRAGMA user_version').get();
	return Number(row?.['user_version'] ?? 0);
}

/** The version that `migrate` brings a file to, if it is not beyond. */
export function latestVersion(): number {
	return migrationSteps().at(-1)?.version ?? 0;
}

/** `0001-calls.sql` is version 1. */
function migrationSteps(): Array<{ version: number; name: string }> {
	return readdirSync(join(__dirname, 'migrations'))
		.filter((file) => /^\d{4}-.+\.sql$/.test(file))
		.sort()
		.map((file) => ({ version: Number(file.slice(0, 4)), name: file.slice(0, -'.sql'.length) }));
}
