import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, toUsageLogError } from './database';
import { userVersion } from './migrate';
import { listDatabases } from './slot-files';

/** Writers do not block readers in WAL mode; this covers the moments when a file is made or recovered. */
const READER_BUSY_TIMEOUT_MS = 1_000;

/**
 * Runs `read` on every slot's file in order of their number and returns what it gave. Files are opened for the one
 * read and closed again, so that deleted or new files need no watching. `earlier` are the paths of those before.
 *
 * A file that cannot be read fails the whole read, with an error that names it: sums of money with a silent
 * gap are worse than none. Writers pass such a file by.
 */
export function readSlots<T>(folder: string, read: (database: DatabaseSync, earlier: readonly string[]) => T): T[] {
	const results: T[] = [];
	const earlier: string[] = [];
	for (const path of listDatabases(folder)) {
		try {
			const database = openDatabase(path, { readOnly: true, busyTimeoutMs: READER_BUSY_TIMEOUT_MS });
			try {
				// A writer has just made it, and no table yet.
				if (userVersion(database) === 0) continue;
				results.push(read(database, earlier));
				earlier.push(path);
			} finally {
				database.close();
			}
		} catch (error) {
			if (!existsSync(path)) continue;
			throw toUsageLogError(error, 'read', path);
		}
	}
	return results;
}
