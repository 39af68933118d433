import { systemClock, type Clock } from '../clock';
import { inBackground } from '../guarded';
import type { UsageRow } from '../types/usage-row';
import { BATCH_ROWS, drainFile, LogFailure, toFailure, type Drain } from './drain-file';
import type { OutboxFile, OutboxFiles } from './outbox-files';
import { createRetention } from './retention';
import { createRowsInMemory } from './rows-in-memory';
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

/** Lets the rows of some calls go together, and none of it stand in an answer's way. */
const SOON_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Files of processes that have died since are looked for so often. */
const ADOPT_EVERY_MS = 300_000;

/**
 * An outbox whose rows go on to another log, in the background: `append` is the local append and no more, whatever becomes of that log. Rows
 * leave their file only when the log has them; recorded twice they count once, so a death in between costs nothing. While the log cannot be
 * written, they wait, and are tried after 1 s, then 2, 4 and so on up to 60 s, each shortened by up to half. Begins at once, with what
 * dead processes left. A row that the log will never take is set aside in its file. While no file can be written, rows wait in memory, as many
 * as 10,000, and go to the log from there. What waits on disk when it is closed is for whoever opens the folder next.
 */
export function createDrainedOutbox({
	files,
	log,
	keepCallsDays,
	clock = systemClock,
	random = Math.random,
}: DrainedOutboxOptions): Outbox {
	const retention = createRetention(log, { keepCallsDays, clock });
	const inMemory = createRowsInMemory(setAsideOnDisk);
	const how: Drain = {
		log,
		isOver: () => isClosed,
		onSetAside: (row, file, reason) => file !== inMemory && noteSetAside(row, file.path, reason.message),
	};
	let failure: UsageLogError | undefined;
	/** Why the file could not be written at the last try. */
	let fileFailure: UsageLogError | undefined;
	/** A row was lost in the background, which the next append says. */
	let unsaid: UsageLogError | undefined;
	let setAside: WaitingRows | undefined;
	/** In dead processes' files, when the log began to fail. */
	let leftByOthers = 0;
	let pauseMs = FIRST_PAUSE_MS;
	let adoptedAtMs: number | undefined;
	let isDraining = false;
	let isClosed = false;
	let scheduled: { atMs: number; cancel: () => void } | undefined;

	/** At that time, or earlier where something is scheduled earlier. */
	function schedule(delayMs: number): void {
		const atMs = clock.now() + delayMs;
		if (isClosed || isDraining || (scheduled !== undefined && scheduled.atMs <= atMs)) return;
		scheduled?.cancel();
		const cancel = clock.after(delayMs, () => inBackground('the drain of usage rows', drain, tryLater), {
			background: true,
		});
		scheduled = { atMs, cancel };
	}

	async function drain(): Promise<void> {
		scheduled = undefined;
		isDraining = true;
		const failed = await drainAll().catch(toFailure);
		isDraining = false;
		// Closed meanwhile, files fail without a reason.
		if (isClosed) return;
		if (failed !== undefined && failure === undefined) leftByOthers = countLeft();
		if (failed !== undefined) {
			tryLater(failed);
			return;
		}
		failure = undefined;
		pauseMs = FIRST_PAUSE_MS;
		leftByOthers = 0;
		retention.tick();
		schedule(waitingHere() > 0 ? SOON_MS : ADOPT_EVERY_MS);
	}

	function tryLater(error: unknown): void {
		isDraining = false;
		failure = toFailure(error);
		schedule(pauseMs * (1 - random() / 2));
		pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
	}

	/** Gives what went wrong, if anything did. A file that fails keeps none of the others. */
	async function drainAll(): Promise<UsageLogError | undefined> {
		let failed: UsageLogError | undefined;
		for (const file of filesInTurn()) {
			try {
				await drainFile(file, how);
			} catch (error) {
				if (error instanceof LogFailure) return error.reason;
				failed ??= toFailure(error);
			}
		}
		return failed;
	}

	function* filesInTurn(): Generator<OutboxFile> {
		bringToDisk();
		if (inMemory.count > 0) yield inMemory;
		const own = files.own();
		if (own) yield own;
		if (adoptedAtMs !== undefined && clock.now() - adoptedAtMs < ADOPT_EVERY_MS) return;
		for (const left of files.left()) {
			if (isClosed) return;
			yield left;
		}
		adoptedAtMs = clock.now();
	}

	/** From memory, a batch, if that is possible again: on disk it is safe. */
	function bringToDisk(): void {
		const rows = inMemory.oldest(BATCH_ROWS);
		if (rows.length === 0) return;
		const left = new Set(writeToFile(rows, false));
		inMemory.forget(rows.filter((row) => !left.has(row)).map(({ callId }) => callId));
	}

	/** Gives those that could not be written. */
	function writeToFile(rows: readonly UsageRow[], isPatient: boolean): readonly UsageRow[] {
		const part = files.append(rows, isPatient);
		fileFailure = part.failure;
		for (const { row, failure: reason } of part.refused) setAsideOnDisk(row, reason.message);
		return part.left;
	}

	function setAsideOnDisk(row: UsageRow, reason: string): void {
		try {
			const own = files.own();
			if (own === undefined) throw fileFailure;
			own.setAside(row, reason);
			noteSetAside(row, own.path, reason);
		} catch (error) {
			unsaid ??= new UsageLogError('bad_row', `${reason} It could not be set aside either.`, { cause: error });
		}
	}

	function noteSetAside({ callId }: UsageRow, path: string, reason: string): void {
		const count = (setAside?.count ?? 0) + 1;
		setAside = {
			count,
			where: 'disk',
			reason: `The usage log refuses what was set aside in ${path}, table set_aside. The last, of call ${callId}: ${reason}`,
		};
	}

	const waitingHere = (): number => inMemory.count + (files.own()?.count ?? 0);

	const countLeft = (): number => [...files.left()].reduce((sum, { count }) => sum + count, 0);

	function waiting(): WaitingRows | undefined {
		if (failure !== undefined && inMemory.count > 0) {
			// Where the file cannot be read either, both say the same.
			const reasons = new Set([fileFailure?.message, failure.message].filter((reason) => reason !== undefined));
			return { count: inMemory.count, where: 'memory', reason: [...reasons].join(' ') };
		}
		const count = failure === undefined ? 0 : waitingHere() + leftByOthers;
		if (failure !== undefined && count > 0) return { count, where: 'disk', reason: failure.message };
		return setAside ?? (files.damaged && { count: 1, where: 'disk', reason: files.damaged.message });
	}

	function append(...rows: readonly UsageRow[]): void {
		isClosed = false;
		const lost = inMemory.keep(writeToFile(rows, inMemory.count === 0));
		// While the log fails, the next try is at its time.
		if (failure === undefined || scheduled === undefined) schedule(waitingHere() >= BATCH_ROWS ? 0 : SOON_MS);
		const error = lost.length > 0 ? fileFailure : unsaid;
		unsaid = undefined;
		if (error) throw error;
	}

	function close(): void {
		isClosed = true;
		scheduled?.cancel();
		scheduled = undefined;
		retention.stop();
		for (let before = Infinity; inMemory.count > 0 && inMemory.count < before;) {
			before = inMemory.count;
			bringToDisk();
		}
		files.close();
		if (inMemory.count > 0) {
			const message = `Not all rows are in the usage log (${inMemory.count} wait). ${fileFailure?.message ?? ''}`;
			throw new UsageLogError(fileFailure?.code ?? 'io', message, { cause: fileFailure });
		}
	}

	schedule(0);
	return {
		append,
		get waiting() {
			return waiting();
		},
		warm: () => files.warm(),
		close,
	};
}
