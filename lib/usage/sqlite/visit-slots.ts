import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, toUsageLogError } from './database';
import { latestVersion, migrate, userVersion } from './migrate';
import { listDatabases } from './slot-files';

/** Writers do not block readers in WAL mode; this covers the moments when a file is made or recovered. */
const READER_BUSY_TIMEOUT_MS = 1_000;

/** Others hold a file for some milliseconds only, and all of this process waits along. */
const WRITER_BUSY_TIMEOUT_MS = 250;

/** `visited` are the paths of the slots before this one. */
export type SlotVisit<T> = (database: DatabaseSync, path: string, visited: readonly string[]) => T | Promise<T>;

/**
 * Runs `read` on every slot's file in order of their number and returns what it gave. Files are opened for the one
 * read and closed again, so that deleted or new files need no watching.
 *
 * A file that cannot be read fails the whole read, with an error that names it: sums of money with a silent
 * gap are worse than none. Writers pass such a file by.
 */
export async function readSlots<T>(folder: string, read: SlotVisit<T>): Promise<T[]> {
	return visitSlots(listDatabases(folder), 'read', read);
}

/** Runs `change` on every slot's file, those of living processes too, from the last to the first, else as `readSlots` does. */
export async function changeSlots<T>(folder: string, change: SlotVisit<T>): Promise<T[]> {
	return visitSlots(listDatabases(folder).reverse(), 'write to', change);
}

async function visitSlots<T>(paths: readonly string[], action: 'read' | 'write to', visit: SlotVisit<T>): Promise<T[]> {
	const results: T[] = [];
	const visited: string[] = [];
	for (const path of paths) {
		try {
			const database = action === 'read' ? openForReading(path) : openForWriting(path);
			try {
				// A writer has just made it, and no table yet.
				if (userVersion(database) === 0) continue;
				results.push(await visit(database, path, visited));
				visited.push(path);
			} finally {
				database.close();
			}
		} catch (error) {
			if (!existsSync(path)) continue;
			throw toUsageLogError(error, action, path);
		}
	}
	return results;
}

/** A file of an older version, whose process died before the update, is brought up to date first. */
function openForReading(path: string): DatabaseSync {
	const database = openDatabase(path, { readOnly: true, busyTimeoutMs: READER_BUSY_TIMEOUT_MS });
	if (!isBehind(database)) return database;
	database.close();
	openForWriting(path).close();
	return openDatabase(path, { readOnly: true, busyTimeoutMs: READER_BUSY_TIMEOUT_MS });
}

function openForWriting(path: string): DatabaseSync {
	const database = openDatabase(path, { readOnly: false, busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
	try {
		if (isBehind(database)) migrate(database);
		// As whoever writes rows has it; and what was said is to be gone from the disk, not only from the table.
		database.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

function isBehind(database: DatabaseSync): boolean {
	const version = userVersion(database);
	return version > 0 && version < latestVersion();
}
