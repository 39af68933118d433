import { MAX_ROWS_IN_MEMORY } from '../../bounds';
import { systemClock, type Clock } from '../../clock';
import { guarded } from '../../guarded';
import type { UsageRow } from '../../types/usage-row';
import type { WrittenPart } from '../outbox-files';
import { createRetention } from '../retention';
import type { Outbox, WaitingRows } from '../usage-log';
import { UsageLogError } from '../usage-log-error';
import { createSlotWriter } from './slot-writer';
import { createSqliteUsageLog } from './sqlite-usage-log';
import { writeInPortions } from './write-in-portions';

/** Rows that wait go with the next append, or after this time without one. */
const RETRY_MS = 2_000;

/** Old calls are looked for some time after an append, when its answer is out. */
const RETENTION_AFTER_MS = 5_000;

export interface SqliteOutboxOptions {
	folder: string;
	/** How long calls are kept; absent, 0, or anything but a number above 0: for ever. */
	keepCallsDays?: number;
	/** For tries in the background. Default: the system's. */
	clock?: Clock;
}

/**
 * The outbox on SQLite files in `folder`, one file per process, claimed at the first append; a process adopts
 * the file of a dead one. After `close` the next append claims again. Errors are `UsageLogError`s.
 *
 * While no file can be written (another program keeps it locked, the disk is full, the folder is read-only or cannot be
 * made), rows wait in memory. Only the first of them waits for a lock too (250 ms), since the whole process waits with it.
 */
export function createSqliteOutbox({ folder, keepCallsDays, clock = systemClock }: SqliteOutboxOptions): Outbox {
	const writer = createSlotWriter(folder);
	const retention = createRetention(createSqliteUsageLog({ folder, clock }), { keepCallsDays, clock });
	let rows: readonly UsageRow[] = [];
	let waiting: WaitingRows | undefined;
	let cancelRetry: (() => void) | undefined;
	let cancelTick: (() => void) | undefined;
	/** A row was lost in the background, which the next append says. */
	let unsaid: UsageLogError | undefined;

	function keep({ left, failure }: Omit<WrittenPart, 'refused'>): void {
		rows = left;
		waiting = failure && { count: left.length, where: 'memory', reason: failure.message };
		cancelRetry?.();
		if (waiting) retryLater();
	}

	function retryLater(): void {
		cancelRetry = clock.after(RETRY_MS, guarded('the next try of usage rows', retry, retryLater), { background: true });
	}

	function retry(): void {
		const part = writeInPortions(writer, rows, 0);
		unsaid ??= part.refused[0]?.failure;
		keep(part);
	}

	function append(...added: readonly UsageRow[]): void {
		const isFirst = rows.length === 0;
		const { left, failure, refused } = writeInPortions(writer, [...rows, ...added], isFirst ? undefined : 0);
		const lost = refused[0]?.failure ?? unsaid;
		if (failure && isFirst && !mayPass(failure)) throw failure;
		keep({ left: left.slice(0, MAX_ROWS_IN_MEMORY), failure });
		unsaid = undefined;
		if (failure && left.length > MAX_ROWS_IN_MEMORY)
			throw new UsageLogError(failure.code, `${failure.message} ${MAX_ROWS_IN_MEMORY} rows wait already.`, {
				cause: failure,
			});
		// In the background: it stands in no answer's way.
		cancelTick ??= clock.after(RETENTION_AFTER_MS, tick, { background: true });
		if (lost) throw lost;
	}

	function tick(): void {
		cancelTick = undefined;
		retention.tick();
	}

	function close(): void {
		const part = writeInPortions(writer, rows);
		writer.close();
		keep(part);
		cancelRetry?.();
		cancelTick?.();
		cancelTick = undefined;
		retention.stop();
		const error = part.failure ?? part.refused[0]?.failure;
		if (error)
			throw new UsageLogError(
				error.code,
				`Not all rows are in the usage log (${part.left.length} wait). ${error.message}`,
				{ cause: error },
			);
	}

	return {
		get waiting() {
			return waiting;
		},
		warm: () => writer.open(),
		append,
		close,
	};
}

/** A lock, a full disk, a folder that is read-only: they can be mended while this process runs. */
function mayPass({ code }: UsageLogError): boolean {
	return code !== 'unsupported';
}
