import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { readSql } from './read-sql';

/**
 * Brings a file's tables up to date: numbered steps, each in a transaction of its own, the number reached kept in
 * `user_version`. Steps only ever add (tables, indexes, columns that may be NULL), so that a file written by a
 * newer version still takes this version's rows. Safe when several processes start at once.
 */
export function migrate(database: DatabaseSync): void {
	for (const step of migrationSteps()) {
		if (step.version <= userVersion(database)) continue;
		database.exec('BEGIN IMMEDIATE');
		try {
			// Asked again behind the lock: another process may have been quicker.
			if (step.version > userVersion(database)) {
				database.exec(readSql(join('migrations', step.name)));
				database.exec(`PRAGMA user_version = ${step.version}`);
			}
			database.exec('COMMIT');
		} catch (error) {
			if (database.isTransaction) database.exec('ROLLBACK');
			throw error;
		}
	}
}

/** 0 for a file that no step has been applied to yet. */
export function userVersion(database: DatabaseSync): number {
	const row = database.prepare('PRAGMA user_version').get();
	return Number(row?.['user_version'] ?? 0);
}

/** `0001-calls.sql` is version 1. */
function migrationSteps(): Array<{ version: number; name: string }> {
	return readdirSync(join(__dirname, 'migrations'))
		.filter((file) => /^\d{4}-.+\.sql$/.test(file))
		.sort()
		.map((file) => ({ version: Number(file.slice(0, 4)), name: file.slice(0, -'.sql'.length) }));
}
