import type { UsageRow } from '../types/usage-row';
import type { UsageLogError } from './usage-log-error';

/** Rows that are to go to another log. */
export interface OutboxFile {
	/** For messages. */
	readonly path: string;
	/** Rows in it, cheap to ask. */
	readonly count: number;
	/** The oldest rows, with their texts. */
	oldest(limit: number): UsageRow[];
	/** The other log has these. */
	forget(callIds: readonly string[]): void;
	/** Keeps a row that the other log will never take, without its texts, out of the way of the others. */
	setAside(row: UsageRow, reason: string): void;
}

export interface WrittenPart {
	/** Rows that are not written, though nothing is wrong with them. */
	left: readonly UsageRow[];
	/** What keeps those that are left. */
	failure?: UsageLogError;
	/** Rows that can never be written, and why; they are not among those left. */
	refused: ReadonlyArray<{ row: UsageRow; failure: UsageLogError }>;
}

/** The outbox files of one folder: this process's own, and those that dead processes left. Synchronous; errors are `UsageLogError`s. */
export interface OutboxFiles {
	/**
	 * To this process's own file, in one durable write; never throws. A row that cannot stand there takes no other with it.
	 * @param isPatient waits some moments for another program that holds the file, and all of this process with it
	 */
	append(rows: readonly UsageRow[], isPatient: boolean): WrittenPart;
	/** Makes its file ready. */
	warm(): void;
	/** This process's own, once it has one that can be read. */
	own(): OutboxFile | undefined;
	/** Dead processes' files in which rows wait, one after the other, each claimed until the next is asked for. */
	left(): Iterable<OutboxFile>;
	/** The last file that was found damaged: what is in it stays there. */
	readonly damaged?: UsageLogError;
	close(): void;
}
