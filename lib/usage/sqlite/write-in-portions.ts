import type { UsageRow } from '../../types/usage-row';
import type { WrittenPart } from '../outbox-files';
import type { UsageLogError, UsageLogErrorCode } from '../usage-log-error';
import { toUsageLogError } from './database';
import type { SlotWriter } from './slot-writer';

/** A portion is a transaction. Small enough that a try that fails costs some milliseconds, however many rows there are. */
const PORTION_ROWS = 500;

/** A try that fails so may be the fault of one row, so that the others are tried without it. */
const MAY_BE_THE_ROWS: ReadonlySet<UsageLogErrorCode> = new Set(['bad_row', 'io']);

/** Writes what can be written of `rows`, in their order. A row that breaks the table takes no other with it. */
export function writeInPortions(writer: SlotWriter, rows: readonly UsageRow[], busyTimeoutMs?: number): WrittenPart {
	const refused: Array<{ row: UsageRow; failure: UsageLogError }> = [];
	let size = PORTION_ROWS;
	for (let done = 0; done < rows.length;) {
		const portion = rows.slice(done, done + size);
		const failure = failureOf(() => writer.write(portion, busyTimeoutMs));
		if (failure !== undefined && !MAY_BE_THE_ROWS.has(failure.code))
			return { left: rows.slice(done), failure, refused };
		if (failure !== undefined && portion.length > 1) {
			size = 1;
			continue;
		}
		const [row] = portion;
		if (failure !== undefined && row !== undefined) refused.push({ row, failure });
		done += portion.length;
	}
	return { left: [], refused };
}

function failureOf(write: () => void): UsageLogError | undefined {
	try {
		write();
		return undefined;
	} catch (error) {
		return toUsageLogError(error, 'write to', 'its files');
	}
}
