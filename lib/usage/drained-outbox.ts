import { systemClock, type Clock } from '../clock';
import type { UsageRow } from '../types/usage-row';
import { errorMessage } from './error-facts';
import type { OutboxFile, OutboxFiles } from './outbox-files';
import { createRetention } from './retention';
import type { Outbox, UsageLog, WaitingRows } from './usage-log';
import { UsageLogError } from './usage-log-error';

export interface DrainedOutboxOptions {
	/** Where rows are until the log has them. */
	files: OutboxFiles;
	/** Where they go. Not closed with the outbox. */
	log: UsageLog;
	/** How long the log keeps calls; 0, or anything but a number above 0: for ever. */
	keepCallsDays: unknown;
	/** Default: the system's. */
	clock?: Clock;
	/** In [0, 1), for the pauses between tries. Default `Math.random`. */
	random?: () => number;
}

/** Rows in one `record`. */
const BATCH_ROWS = 500;
/** Lets the rows of some calls go together, and none of it stand in an answer's way. */
const SOON_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Files of processes that have died since are looked for so often. */
const ADOPT_EVERY_MS = 300_000;
/** Rows that wait in memory because no file can be written, about 10 MB; beyond, a row is lost. */
const MAX_ROWS_IN_MEMORY = 10_000;

/**
 * An outbox whose rows go on to another log, in the background: `append` is the local append and no more, whatever becomes of that log. Rows
 * leave their file only when the log has them; recorded twice they count once, so a death in between costs nothing. While the log cannot be
 * written, they wait, and are tried after 1 s, doubled up to 60 s. Begins at once, with what this and dead processes left.
 * A row that the log will never take is set aside in its file. Where no file can be written, rows go to the log from memory.
 */
export function createDrainedOutbox({ files, log, keepCallsDays, clock = systemClock, random = Math.random }: DrainedOutboxOptions): Outbox {
	const retention = createRetention(log, { keepCallsDays, clock });
	let inMemory: UsageRow[] = [];
	let failure: UsageLogError | undefined;
	let setAside: string | undefined;
	let pauseMs = FIRST_PAUSE_MS;
	let adoptedAtMs: number | undefined;
	let draining = false;
	let closed = false;
	let scheduled: { atMs: number; cancel: () => void } | undefined;

	/** At that time, or earlier where something is scheduled earlier. */
	function schedule(delayMs: number): void {
		const atMs = clock.now() + delayMs;
		if (closed || draining || (scheduled !== undefined && scheduled.atMs <= atMs)) return;
		scheduled?.cancel();
		const cancel = clock.after(delayMs, () => void drain(), { background: true });
		scheduled = { atMs, cancel };
	}

	async function drain(): Promise<void> {
		scheduled = undefined;
		draining = true;
		try {
			await drainAll();
			failure = undefined;
			pauseMs = FIRST_PAUSE_MS;
			retention.tick();
		} catch (error) {
			failure = error instanceof UsageLogError ? error : new UsageLogError('io', errorMessage(error), { cause: error });
			pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
		}
		draining = false;
		if (failure !== undefined) schedule((pauseMs / 2) * (0.5 + random() / 2));
		else schedule(waitingOnDisk() + inMemory.length > 0 ? SOON_MS : ADOPT_EVERY_MS);
	}

	async function drainAll(): Promise<void> {
		while (inMemory.length > 0 && !closed) {
			const batch = inMemory.slice(0, BATCH_ROWS);
			await log.record(batch);
			inMemory = inMemory.slice(batch.length);
		}
		const own = files.own();
		if (own !== undefined) await drainFile(own);
		if (adoptedAtMs !== undefined && clock.now() - adoptedAtMs < ADOPT_EVERY_MS) return;
		for (let left = closed ? undefined : files.adopt(); left !== undefined; left = closed ? undefined : files.adopt()) {
			try {
				await drainFile(left);
			} finally {
				left.release();
			}
		}
		adoptedAtMs = clock.now();
	}

	async function drainFile(file: OutboxFile): Promise<void> {
		for (;;) {
			const rows = closed ? [] : file.oldest(BATCH_ROWS);
			if (rows.length === 0) return;
			try {
				await log.record(rows);
			} catch (error) {
				if (!mayBeARow(error)) throw error;
				await drainOneByOne(file, rows);
				continue;
			}
			if (!closed) file.forget(rows.map(({ callId }) => callId));
		}
	}

	/** Finds the row that keeps the others. */
	async function drainOneByOne(file: OutboxFile, rows: readonly UsageRow[]): Promise<void> {
		for (const row of rows) {
			if (closed) return;
			try {
				await log.record([row]);
				if (!closed) file.forget([row.callId]);
			} catch (error) {
				if (!(error instanceof UsageLogError) || error.code !== 'bad_row') throw error;
				file.setAside(row, error.message);
				setAside = `The row of call ${row.callId} was set aside in ${file.path}, table set_aside: ${error.message}`;
			}
		}
	}

	function append(...rows: readonly UsageRow[]): void {
		try {
			files.append(rows);
		} catch (error) {
			keepInMemory(rows, error);
		}
		if (failure === undefined) schedule(waitingOnDisk() >= BATCH_ROWS ? 0 : SOON_MS);
	}

	function keepInMemory(rows: readonly UsageRow[], error: unknown): void {
		const room = MAX_ROWS_IN_MEMORY - inMemory.length;
		inMemory.push(...rows.slice(0, Math.max(0, room)));
		if (rows.length > room) throw error;
	}

	const waitingOnDisk = (): number => files.own()?.count ?? 0;

	const outbox: Outbox = {
		append,
		get waiting(): WaitingRows | undefined {
			if (failure !== undefined && inMemory.length > 0) return { count: inMemory.length, where: 'memory', reason: failure.message };
			const count = failure === undefined ? 0 : waitingOnDisk();
			if (failure !== undefined && count > 0) return { count, where: 'disk', reason: failure.message };
			return setAside === undefined ? undefined : { count: 1, where: 'disk', reason: setAside };
		},
		warm: () => files.warm(),
		close() {
			closed = true;
			scheduled?.cancel();
			retention.close();
			files.close();
			if (inMemory.length > 0)
				throw new UsageLogError('io', `Not all rows are in the usage log (${inMemory.length} wait). ${failure?.message ?? 'Its files cannot be written.'}`);
		},
	};
	schedule(0);
	return outbox;
}

/** Other failures are of the log itself, whatever the rows. */
function mayBeARow(error: unknown): boolean {
	return error instanceof UsageLogError && (error.code === 'bad_row' || error.code === 'io');
}
