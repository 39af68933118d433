import { createDrainedOutbox, type DrainedOutboxOptions } from '../drained-outbox';
import type { Outbox } from '../usage-log';
import { createSqliteOutboxFiles } from './sqlite-outbox-files';

/** An outbox on SQLite files in `folder` that drains to `log`. The folder is this log's alone, and not the embedded log's. */
export function createSqliteDrainedOutbox({
	folder,
	...options
}: { folder: string } & Omit<DrainedOutboxOptions, 'files'>): Outbox {
	return createDrainedOutbox({ ...options, files: createSqliteOutboxFiles({ folder, clock: options.clock }) });
}
