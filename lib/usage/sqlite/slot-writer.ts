import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { UsageRow } from '../../types/usage-row';
import { UsageLogError } from '../usage-log-error';
import { claimSlot, type ClaimedSlot } from './claim-slot';
import { openDatabase, toUsageLogError } from './database';
import { makeFolder } from './make-folder';
import { migrate } from './migrate';
import { readSql } from './read-sql';
import { toParameters } from './row-columns';
import { databasePath } from './slot-files';

/** Writes rows to a slot of this process's own. Slots are claimed at first use and after `close`. */
export interface SlotWriter {
	/** Claims a slot and makes its file ready, if that has not been done. */
	open(): void;
	/**
	 * All rows or none. On disk's way when it returns: see `openSlot`.
	 * @param busyTimeoutMs How long this waits, everything else with it, for another program that holds the file.
	 */
	write(rows: readonly UsageRow[], busyTimeoutMs?: number): void;
	close(): void;
}

/** More processes than this at once on one folder are taken for a fault. */
const MAX_SLOTS = 256;

/** The file is this process's own, so only a curious human with a database tool can hold it up. */
const WRITER_BUSY_TIMEOUT_MS = 250;

export function createSlotWriter(folder: string): SlotWriter {
	let current: OpenSlot | undefined;
	/** Slots whose file turned out to be damaged. Readers report them; writing goes on elsewhere. */
	const damaged = new Set<number>();

	function open(busyTimeoutMs = WRITER_BUSY_TIMEOUT_MS): OpenSlot {
		if (current && !current.isInPlace()) close();
		return (current ??= openFirstFreeSlot(folder, damaged, busyTimeoutMs));
	}

	function close(): void {
		const closing = current;
		current = undefined;
		closing?.close();
	}

	function write(rows: readonly UsageRow[], busyTimeoutMs = WRITER_BUSY_TIMEOUT_MS): void {
		const slot = open(busyTimeoutMs);
		try {
			slot.insert(rows, busyTimeoutMs);
		} catch (error) {
			const failure = toUsageLogError(error, 'write to', slot.path);
			if (failure.code !== 'corrupt') throw failure;
			damaged.add(slot.number);
			close();
			write(rows, busyTimeoutMs);
		}
	}

	return { open: () => void open(), write, close };
}

function openFirstFreeSlot(folder: string, damaged: Set<number>, busyTimeoutMs: number): OpenSlot {
	makeFolder(folder);
	for (let number = 0; number < MAX_SLOTS; number++) {
		const claim = damaged.has(number) ? undefined : claimSlot(folder, number);
		if (!claim) continue;
		const path = databasePath(folder, number);
		try {
			return openSlot(path, claim, busyTimeoutMs);
		} catch (error) {
			claim.release();
			const failure = toUsageLogError(error, 'open', path);
			if (failure.code !== 'corrupt') throw failure;
			damaged.add(number);
		}
	}
	throw new UsageLogError('busy', `All ${MAX_SLOTS} files of the usage log in ${folder} are in use or damaged: look for stray processes.`);
}

interface OpenSlot {
	readonly number: number;
	readonly path: string;
	/** False when the file was deleted or replaced: SQLite would go on writing to what nobody can read. */
	isInPlace(): boolean;
	insert(rows: readonly UsageRow[], busyTimeoutMs: number): void;
	close(): void;
}

/**
 * WAL with `synchronous = NORMAL`: a commit is with the operating system when the statement returns, so it survives
 * any death of the process, `kill -9` too. A power cut or a crash of the machine may cost the last
 * moments' rows, never the file; FULL would close that gap at the price of a disk flush for every call.
 */
function openSlot(path: string, claim: ClaimedSlot, busyTimeoutMs: number): OpenSlot {
	const database = openDatabase(path, { readOnly: false, busyTimeoutMs });
	try {
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
		migrate(database);
		const insertCall = database.prepare(readSql('insert-call'));
		const { ino } = statSync(path);
		let presentTimeoutMs = busyTimeoutMs;
		return {
			number: claim.number,
			path,
			isInPlace: () => statSync(path, { throwIfNoEntry: false })?.ino === ino,
			insert(rows, timeoutMs) {
				if (timeoutMs !== presentTimeoutMs) database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
				presentTimeoutMs = timeoutMs;
				insertAll(database, insertCall, rows);
			},
			close() {
				database.close();
				claim.release();
			},
		};
	} catch (error) {
		database.close();
		throw error;
	}
}

function insertAll(database: DatabaseSync, insertCall: StatementSync, rows: readonly UsageRow[]): void {
	const [first] = rows;
	if (first && rows.length === 1) {
		insertCall.run(toParameters(first));
		return;
	}
	database.exec('BEGIN IMMEDIATE');
	try {
		for (const row of rows) insertCall.run(toParameters(row));
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}
