import type { DatabaseSync } from 'node:sqlite';

/** Runs `action` with the file's write lock held: all of it is written, or, when it throws, nothing. */
export function inTransaction<T>(database: DatabaseSync, action: () => T): T {
	database.exec('BEGIN IMMEDIATE');
	try {
		const result = action();
		database.exec('COMMIT');
		return result;
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}
