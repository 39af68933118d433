/**
 * - `unsupported`: this Node.js has no `node:sqlite`, or Postgres is too old.
 * - `not_writable`: the folder or file cannot be created, opened or written.
 * - `disk_full`
 * - `corrupt`: a file is no SQLite database any more.
 * - `busy`: others kept the file or every slot locked.
 * - `bad_row`: it will never take this row, however often it is asked; all others it takes.
 * - `unavailable`: the server cannot be reached, or is not ready.
 * - `denied`: the server does not let us in, or not do what is needed.
 * - `io`: anything else the database reports.
 */
export type UsageLogErrorCode =
	'unsupported' | 'not_writable' | 'disk_full' | 'corrupt' | 'busy' | 'bad_row' | 'unavailable' | 'denied' | 'io';

/** The usage log could not be written or read. The message names the file or the database and what to do; it holds no row. */
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
