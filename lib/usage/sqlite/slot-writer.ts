import { existsSync } from 'node:fs';
import type { UsageRow } from '../../types/usage-row';
import { UsageLogError } from '../usage-log-error';
import { claimSlot } from './claim-slot';
import { toUsageLogError } from './database';
import { makeFolder } from './make-folder';
import { openSlot, type OpenSlot } from './open-slot';
import { databasePath, lockPath } from './slot-files';

/** Writes rows to a slot of this process's own. Slots are claimed at first use and after `close`. */
export interface SlotWriter {
	/** Claims a slot and makes its file ready, if that has not been done. */
	open(): OpenSlot;
	/** The slot that is claimed, if one is. */
	readonly current?: OpenSlot;
	/**
	 * All rows or none. On disk's way when it returns: see `openSlot`.
	 * @param busyTimeoutMs How long this waits, everything else with it, for another program that holds the file.
	 */
	write(rows: readonly UsageRow[], busyTimeoutMs?: number): void;
	/** Gives up a slot whose file turned out to be damaged, for good. */
	abandon(slot: OpenSlot): void;
	close(): void;
}

/** More processes than this at once on one folder are taken for a fault. */
const MAX_SLOTS = 256;

/** The file is this process's own, so only a curious human with a database tool, or a report that deletes, can hold it up. */
const WRITER_BUSY_TIMEOUT_MS = 250;

export function createSlotWriter(folder: string): SlotWriter {
	let current: OpenSlot | undefined;
	/** Slots whose file turned out to be damaged. Readers report them; writing goes on elsewhere. */
	const damaged = new Set<number>();

	function open(busyTimeoutMs = WRITER_BUSY_TIMEOUT_MS): OpenSlot {
		if (current && !current.isInPlace()) close();
		return (current ??= openFirstFreeSlot(folder, damaged, busyTimeoutMs));
	}

	function close(): void {
		const closing = current;
		current = undefined;
		closing?.close();
	}

	function abandon(slot: OpenSlot): void {
		damaged.add(slot.number);
		if (slot === current) close();
	}

	function write(rows: readonly UsageRow[], busyTimeoutMs = WRITER_BUSY_TIMEOUT_MS): void {
		const slot = open(busyTimeoutMs);
		try {
			slot.insert(rows, busyTimeoutMs);
		} catch (error) {
			const failure = toUsageLogError(error, 'write to', slot.path);
			if (failure.code !== 'corrupt') throw failure;
			abandon(slot);
			write(rows, busyTimeoutMs);
		}
	}

	return {
		open,
		get current() {
			return current;
		},
		write,
		abandon,
		close,
	};
}

/** Passes by slots that others hold, and those that cannot be used: damaged, another user's, or a folder in a file's place. */
function openFirstFreeSlot(folder: string, damaged: Set<number>, busyTimeoutMs: number): OpenSlot {
	makeFolder(folder);
	let unusable: UsageLogError | undefined;
	for (let number = 0; number < MAX_SLOTS; number++) {
		if (damaged.has(number)) continue;
		const files = [lockPath(folder, number), databasePath(folder, number)];
		const isNew = files.every((path) => !existsSync(path));
		try {
			const slot = claimAndOpen(folder, number, busyTimeoutMs);
			if (slot) return slot;
		} catch (error) {
			const failure = toUsageLogError(error, 'open', databasePath(folder, number));
			// Where new files cannot be made it is the folder that cannot be used, and no other slot would do.
			if (isNew || !(failure.code === 'corrupt' || failure.code === 'not_writable')) throw failure;
			if (failure.code === 'corrupt') damaged.add(number);
			unusable = failure;
		}
	}
	const others = unusable ? ` The last: ${unusable.message}` : '';
	throw new UsageLogError(
		'busy',
		`All ${MAX_SLOTS} files of the usage log in ${folder} are in use or cannot be used: look for stray processes.${others}`,
	);
}

/** Undefined when another process holds the slot. */
function claimAndOpen(folder: string, number: number, busyTimeoutMs: number): OpenSlot | undefined {
	const claim = claimSlot(folder, number);
	if (!claim) return undefined;
	try {
		return openSlot(databasePath(folder, number), claim, busyTimeoutMs);
	} catch (error) {
		claim.release();
		throw error;
	}
}
