import type { UsageRow } from '../types/usage-row';
import { errorMessage } from './error-facts';
import type { OutboxFile } from './outbox-files';
import type { UsageLog } from './usage-log';
import { UsageLogError } from './usage-log-error';

/** Rows in one `record`. */
export const BATCH_ROWS = 500;

/** So many rows one after the other may fail for no clear reason before it is the log that is taken to fail, not they. */
const MAX_SUSPECTS = 20;

/** The log cannot be written, whatever the rows. Errors of the file are thrown as they are. */
export class LogFailure extends Error {
	constructor(readonly reason: UsageLogError) {
		super(reason.message, { cause: reason });
	}
}

export interface Drain {
	log: Pick<UsageLog, 'record'>;
	/** Asked before each batch; true: no more of them. */
	isOver(): boolean;
	/** The row was set aside in the file, for that reason. */
	onSetAside(row: UsageRow, file: OutboxFile, reason: UsageLogError): void;
}

/**
 * Brings a file's rows to a log, until less than a batch was left: what comes in meanwhile goes together, later. A row leaves the file when
 * the log has it, or is set aside there when the log refuses it, or fails with it twice while it takes others.
 * @throws LogFailure, and UsageLogError of the file
 */
export async function drainFile(file: OutboxFile, drain: Drain): Promise<void> {
	for (let isMore = true; isMore && !drain.isOver();) {
		const rows = file.oldest(BATCH_ROWS);
		isMore = rows.length === BATCH_ROWS;
		if (rows.length === 0) return;
		const failure = await failureToRecord(rows, drain);
		if (failure === undefined) file.forget(rows.map(({ callId }) => callId));
		else if (mayBeOneRow(failure)) await drainOneByOne(rows, file, drain);
		else throw new LogFailure(failure);
	}
}

/** Finds the rows that keep the others. */
async function drainOneByOne(rows: readonly UsageRow[], file: OutboxFile, drain: Drain): Promise<void> {
	const suspects: UsageRow[] = [];
	let taken = 0;
	for (const row of rows) {
		if (drain.isOver()) return;
		const failure = await failureToRecord([row], drain);
		if (failure === undefined) {
			file.forget([row.callId]);
			taken++;
		} else if (failure.code === 'bad_row') setAside(row, failure);
		else if (!mayBeOneRow(failure) || (taken === 0 && suspects.length === MAX_SUSPECTS)) throw new LogFailure(failure);
		else suspects.push(row);
	}
	for (const row of suspects) {
		if (drain.isOver()) return;
		const failure = await failureToRecord([row], drain);
		if (failure === undefined) file.forget([row.callId]);
		else if (taken > 0 && mayBeOneRow(failure)) setAside(row, failure);
		else throw new LogFailure(failure);
	}

	function setAside(row: UsageRow, reason: UsageLogError): void {
		file.setAside(row, reason.message);
		drain.onSetAside(row, file, reason);
	}
}

async function failureToRecord(rows: readonly UsageRow[], { log }: Drain): Promise<UsageLogError | undefined> {
	try {
		await log.record(rows);
		return undefined;
	} catch (error) {
		return toFailure(error);
	}
}

export function toFailure(error: unknown): UsageLogError {
	return error instanceof UsageLogError ? error : new UsageLogError('io', errorMessage(error), { cause: error });
}

/** Other failures are of the log itself, whatever the rows. */
function mayBeOneRow({ code }: UsageLogError): boolean {
	return code === 'bad_row' || code === 'io';
}
