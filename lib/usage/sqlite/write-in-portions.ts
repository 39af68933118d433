import type { UsageRow } from '../../types/usage-row';
import type { UsageLogError, UsageLogErrorCode } from '../usage-log-error';
import { toUsageLogError } from './database';
import type { SlotWriter } from './slot-writer';

/** A portion is a transaction. Small enough that a try that fails costs some milliseconds, however many rows there are. */
const PORTION_ROWS = 500;

/** A try that fails so may be the fault of one row, so that the others are tried without it. */
const MAY_BE_THE_ROWS: ReadonlySet<UsageLogErrorCode> = new Set(['bad_row', 'io']);

export interface WrittenPart {
	/** Rows that are not written, though nothing is wrong with them. */
	left: readonly UsageRow[];
	/** What keeps those that are left. */
	failure?: UsageLogError;
	/** Why the first of those was not written that never can be; they are not among those left. */
	lost?: UsageLogError;
}

/** Writes what can be written of `rows`, in their order. A row that breaks the table takes no other with it. */
export function writeInPortions(writer: SlotWriter, rows: readonly UsageRow[], busyTimeoutMs?: number): WrittenPart {
	let lost: UsageLogError | undefined;
	let size = PORTION_ROWS;
	for (let done = 0; done < rows.length; ) {
		const portion = rows.slice(done, done + size);
		const failure = failureOf(() => writer.write(portion, busyTimeoutMs));
		if (failure !== undefined && !MAY_BE_THE_ROWS.has(failure.code)) return { left: rows.slice(done), failure, lost };
		if (failure !== undefined && portion.length > 1) {
			size = 1;
			continue;
		}
		lost ??= failure;
		done += portion.length;
	}
	return { left: [], lost };
}

function failureOf(write: () => void): UsageLogError | undefined {
	try {
		write();
		return undefined;
	} catch (error) {
		return toUsageLogError(error, 'write to', 'its files');
	}
}
