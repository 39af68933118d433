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
 * The claim is a transaction, never committed, on an SQLite file of its own: a lock of the operating system,
 * which frees it in the instant the process dies, also by `kill -9`. So there are no pids to judge and nothing
 * stale to clean up. SQLite tells apart claims within one process too.
 *
 * `IMMEDIATE` takes the RESERVED lock, which one connection has and which those that are only on their way to it
 * (SHARED) do not hinder: of several that claim at once, exactly one gets the slot. `EXCLUSIVE` waits for the
 * SHARED locks of the others, so that all of them may fail (sqlite.org/lockingv3.html).
 * The journal stays in memory: one on disk, left by a killed process, would be in the next one's way.
 * Works between containers on one host; network file systems often have no such locks.
 */
export function claimSlot(folder: string, number: number): ClaimedSlot | undefined {
	const path = lockPath(folder, number);
	try {
		const lock = openDatabase(path, { readOnly: false, busyTimeoutMs: 0 });
		try {
			lock.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
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
