/**
 * - `unsupported`: this Node.js has no `node:sqlite`.
 * - `not_writable`: the folder or file cannot be created, opened or written.
 * - `disk_full`
 * - `corrupt`: a file is no SQLite database any more.
 * - `busy`: others kept the file or every slot locked.
 * - `bad_row`: it will never take this row, however often it is asked; all others it takes.
 * - `io`: anything else the database reports.
 */
export type UsageLogErrorCode = 'unsupported' | 'not_writable' | 'disk_full' | 'corrupt' | 'busy' | 'bad_row' | 'io';

/** The usage log could not be written or read. The message names the file and what to do; it holds no row. */
export class UsageLogError extends Error {
	constructor(
		readonly code: UsageLogErrorCode,
		message: string,
		options?: { cause?: unknown },
	) {
		super(message, options);
		this.name = 'UsageLogError';
	}
}
