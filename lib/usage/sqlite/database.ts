import type { DatabaseSync } from 'node:sqlite';
import { errorField, errorMessage } from '../error-facts';
import { UsageLogError, type UsageLogErrorCode } from '../usage-log-error';
import { makePrivateFile } from './keep-private';

/**
 * Opens a database file with Node's own SQLite; for writing, makes it where there is none, for this user alone. It is asked for at first use, since on a Node.js without it
 * an import would fail at n8n's start.
 */
export function openDatabase(path: string, options: { readOnly: boolean; busyTimeoutMs: number }): DatabaseSync {
	const sqlite = process.getBuiltinModule?.('node:sqlite');
	if (!sqlite) {
		throw new UsageLogError(
			'unsupported',
			`The embedded usage log needs Node.js 22.19 or later, this is ${process.version}: update Node.js, or turn the usage log off.`,
		);
	}
	if (!options.readOnly) makePrivateFile(path);
	const database = new sqlite.DatabaseSync(path, { readOnly: options.readOnly });
	database.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMs}`);
	return database;
}

/** SQLite's primary result code (sqlite.org/rescode.html) of an error thrown by `node:sqlite`. */
export function sqliteCode(error: unknown): number | undefined {
	const code = errorField(error, 'errcode');
	return typeof code === 'number' ? code & 0xff : undefined;
}

export const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

const NOT_WRITABLE = 'Give the user that runs n8n write access to it and to its folder.';

/** What each of SQLite's result codes means to the user, and what to do. */
const MEANINGS: Readonly<Record<number, { code: UsageLogErrorCode; whatToDo: string }>> = {
	1: { code: 'corrupt', whatToDo: 'Its tables are not those of the usage log: move it away.' },
	[SQLITE_BUSY]: { code: 'busy', whatToDo: 'Another program keeps it locked: close it.' },
	6: { code: 'busy', whatToDo: 'Another program keeps it locked: close it.' },
	3: { code: 'not_writable', whatToDo: NOT_WRITABLE },
	8: { code: 'not_writable', whatToDo: NOT_WRITABLE },
	14: { code: 'not_writable', whatToDo: NOT_WRITABLE },
	10: { code: 'not_writable', whatToDo: 'The disk or its file system fails: check it, and how it is mounted.' },
	13: { code: 'disk_full', whatToDo: 'The disk is full: make room.' },
	18: { code: 'bad_row', whatToDo: 'A row is too large for it.' },
	19: { code: 'bad_row', whatToDo: 'A row breaks the rules of its table.' },
	20: { code: 'bad_row', whatToDo: 'A row breaks the rules of its table.' },
	[SQLITE_CORRUPT]: { code: 'corrupt', whatToDo: 'It is damaged: move it away, or restore it from a backup.' },
	[SQLITE_NOTADB]: {
		code: 'corrupt',
		whatToDo: 'It is no SQLite database: move it away, or restore it from a backup.',
	},
};

const UNKNOWN = { code: 'io', whatToDo: 'See the reason.' } as const;

/** Puts a database's or file system's error into a sentence that names the file and what to do. */
export function toUsageLogError(error: unknown, action: string, path: string): UsageLogError {
	if (error instanceof UsageLogError) return error;
	const meaning = MEANINGS[sqliteCode(error) ?? -1] ?? UNKNOWN;
	return new UsageLogError(
		meaning.code,
		`The usage log could not ${action} ${path} (${errorMessage(error)}). ${meaning.whatToDo}`,
		{ cause: error },
	);
}
