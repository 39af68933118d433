import { systemClock, type Clock } from '../../clock';
import type { OutboxFile, OutboxFiles } from '../outbox-files';
import type { UsageLogError } from '../usage-log-error';
import { claimSlot } from './claim-slot';
import { toUsageLogError } from './database';
import { openSlot, type OpenSlot } from './open-slot';
import { toOutboxFile } from './outbox-file';
import { databasePath, listSlots } from './slot-files';
import { createSlotWriter } from './slot-writer';
import { writeInPortions } from './write-in-portions';

/** Nobody else has business with a dead process's file. */
const BUSY_TIMEOUT_MS = 100;

export interface SqliteOutboxFilesOptions {
	folder: string;
	/** Says when the time of texts is over. Default: the system's. */
	clock?: Clock;
}

/** Outbox files as SQLite slots in `folder`, claimed as those of the embedded log are. */
export function createSqliteOutboxFiles({ folder, clock = systemClock }: SqliteOutboxFilesOptions): OutboxFiles {
	const writer = createSlotWriter(folder);
	let own: { slot: OpenSlot; file: OutboxFile } | undefined;
	let damaged: UsageLogError | undefined;

	function noteDamage(failure: UsageLogError, slot?: OpenSlot): void {
		damaged = failure;
		if (slot !== undefined && slot === writer.current) writer.abandon(slot);
	}

	/** A file that cannot be used stands in the way of no other. */
	function unlessBroken<T>(path: string, use: () => T): T | undefined {
		try {
			return use();
		} catch (error) {
			const failure = toUsageLogError(error, 'read', path);
			if (failure.code === 'corrupt') noteDamage(failure);
			return undefined;
		}
	}

	const toFile = (slot: OpenSlot): OutboxFile | undefined =>
		unlessBroken(slot.path, () => toOutboxFile({ slot, clock, onDamaged: (failure) => noteDamage(failure, slot) }));

	function openLeft(number: number): OpenSlot | undefined {
		const path = databasePath(folder, number);
		const claim = unlessBroken(path, () => claimSlot(folder, number));
		if (!claim) return undefined;
		const slot = unlessBroken(path, () => openSlot(path, claim, BUSY_TIMEOUT_MS));
		if (!slot) claim.release();
		return slot;
	}

	return {
		append: (rows, isPatient) => writeInPortions(writer, rows, isPatient ? undefined : 0),
		warm: () => void writer.open(),
		own() {
			const slot = writer.current;
			if (slot === undefined) return undefined;
			const file = own?.slot === slot ? own.file : toFile(slot);
			own = file && { slot, file };
			return file;
		},
		*left() {
			for (const number of unlessBroken(folder, () => listSlots(folder)) ?? []) {
				const slot = openLeft(number);
				try {
					const file = slot && toFile(slot);
					if (file && file.count > 0) yield file;
				} finally {
					slot?.close();
				}
			}
		},
		get damaged() {
			return damaged;
		},
		close() {
			own = undefined;
			writer.close();
		},
	};
}
