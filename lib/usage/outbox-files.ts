import type { UsageRow } from '../types/usage-row';

/** A file of rows that are to go to another log. */
export interface OutboxFile {
	/** For messages. */
	readonly path: string;
	/** Rows in it, cheap to ask. */
	readonly count: number;
	/** The oldest rows, with their texts. */
	oldest(limit: number): UsageRow[];
	/** The other log has these. */
	forget(callIds: readonly string[]): void;
	/** Keeps a row that the other log will never take, out of the way of the others. */
	setAside(row: UsageRow, reason: string): void;
}

/** The outbox files of one folder: this process's own, and those that dead processes left. Synchronous; errors are `UsageLogError`s. */
export interface OutboxFiles {
	/** To this process's own file, in one durable write. */
	append(rows: readonly UsageRow[]): void;
	/** Makes its file ready. */
	warm(): void;
	/** This process's own, once it has one. */
	own(): OutboxFile | undefined;
	/** Claims a dead process's file in which rows wait, if there is one; `release` frees it again. */
	adopt(): (OutboxFile & { release(): void }) | undefined;
	close(): void;
}
