import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { UsageRow } from '../../types/usage-row';
import type { ClaimedSlot } from './claim-slot';
import { openDatabase } from './database';
import { migrate } from './migrate';
import { readSql } from './read-sql';
import { toParameters, toTextParameters } from './row-columns';
import { inTransaction } from './transaction';

/** A slot of this process's own, its file open and its tables up to date. */
export interface OpenSlot {
	readonly number: number;
	readonly path: string;
	/** For what is done beside the inserts. */
	readonly database: DatabaseSync;
	/** Rows inserted since it was opened; those that were there already are not among them. */
	readonly inserted: number;
	/**
	 * False when the file was deleted or replaced, or its write-ahead log was cut or deleted: SQLite would go on writing to
	 * what cannot be read. Closed before that, the file stays sound.
	 */
	isInPlace(): boolean;
	insert(rows: readonly UsageRow[], busyTimeoutMs: number): void;
	close(): void;
}

/**
 * WAL with `synchronous = NORMAL`: a commit is with the operating system when the statement returns, so it survives
 * any death of the process, `kill -9` too. A power cut or a crash of the machine may cost the last
 * moments' rows, never the file; FULL would close that gap at the price of a disk flush for every call.
 */
export function openSlot(path: string, claim: ClaimedSlot, busyTimeoutMs: number): OpenSlot {
	const database = openDatabase(path, { readOnly: false, busyTimeoutMs });
	try {
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
		migrate(database);
		const insertCall = database.prepare(readSql('insert-call'));
		let insertText: StatementSync | undefined;
		const { ino } = statSync(path);
		let presentTimeoutMs = busyTimeoutMs;
		let inserted = 0;
		let logBytes = 0;

		/** While this connection is open, SQLite never makes it shorter. */
		function isLogWhole(): boolean {
			const bytesBefore = logBytes;
			logBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
			return logBytes >= bytesBefore;
		}

		function insert(row: UsageRow): number {
			if (insertCall.run(toParameters(row)).changes === 0) return 0;
			if (row.texts) {
				insertText ??= database.prepare(readSql('insert-text'));
				insertText.run(toTextParameters(row.callId, row.texts));
			}
			return 1;
		}

		return {
			number: claim.number,
			path,
			database,
			get inserted() {
				return inserted;
			},
			isInPlace: () => statSync(path, { throwIfNoEntry: false })?.ino === ino && isLogWhole(),
			insert(rows, timeoutMs) {
				if (timeoutMs !== presentTimeoutMs) database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
				presentTimeoutMs = timeoutMs;
				const [first] = rows;
				// One statement is a transaction by itself, and the quickest.
				if (first && rows.length === 1 && !first.texts) inserted += insert(first);
				else inserted += inTransaction(database, () => rows.reduce((count, row) => count + insert(row), 0));
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
