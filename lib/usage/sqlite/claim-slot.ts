import { openDatabase, SQLITE_BUSY, sqliteCode, toUsageLogError } from './database';
import { lockPath } from './slot-files';

/** A slot that is ours until it is released or this process ends, however it ends. */
export interface ClaimedSlot {
	readonly number: number;
	release(): void;
}

/**
 * Claims slot `number`, or returns undefined when somebody holds it.
 *
 * The claim is an exclusive transaction, never written to, on an SQLite file of its own: a lock of the
 * operating system, which frees it in the instant the process dies, also by `kill -9`. So there are no pids to
 * judge and nothing stale to clean up. SQLite tells apart claims within one process too.
 * Works between containers on one host; network file systems often have no such locks.
 */
export function claimSlot(folder: string, number: number): ClaimedSlot | undefined {
	const path = lockPath(folder, number);
	try {
		const lock = openDatabase(path, { readOnly: false, busyTimeoutMs: 0 });
		try {
			lock.exec('BEGIN EXCLUSIVE');
			return { number, release: () => lock.close() };
		} catch (error) {
			lock.close();
			if (sqliteCode(error) === SQLITE_BUSY) return undefined;
			throw error;
		}
	} catch (error) {
		throw toUsageLogError(error, 'lock', path);
	}
}
