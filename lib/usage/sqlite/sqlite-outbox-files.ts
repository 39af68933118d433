import { systemClock, type Clock } from '../../clock';
import type { UsageRow } from '../../types/usage-row';
import type { OutboxFile, OutboxFiles } from '../outbox-files';
import { claimSlot } from './claim-slot';
import { toUsageLogError } from './database';
import { deleteCallsById } from './delete-calls-by-id';
import { openSlot, type OpenSlot } from './open-slot';
import { readSql } from './read-sql';
import { fromRecord } from './row-columns';
import { listSlots, databasePath } from './slot-files';
import { createSlotWriter } from './slot-writer';
import { inTransaction } from './transaction';

const BUSY_TIMEOUT_MS = 250;

export interface SqliteOutboxFilesOptions {
	folder: string;
	/** Says when the time of texts is over. Default: the system's. */
	clock?: Clock;
}

/** Outbox files as SQLite slots in `folder`, claimed as those of the embedded log are. */
export function createSqliteOutboxFiles({ folder, clock = systemClock }: SqliteOutboxFilesOptions): OutboxFiles {
	const writer = createSlotWriter(folder);
	let own: { slot: OpenSlot; file: OutboxFile } | undefined;

	function fileOf(slot: OpenSlot): OutboxFile {
		const statements = { count: readSql('count-calls'), oldest: `${readSql('select-call')} ${readSql('where-first')}`, setAside: readSql('set-aside') };
		const present = Number(slot.database.prepare(statements.count).get()?.['calls'] ?? 0);
		let insertedBefore = slot.inserted;
		let counted = present;
		const { path } = slot;
		const onFile = <T>(action: string, work: () => T): T => {
			try {
				return work();
			} catch (error) {
				throw toUsageLogError(error, action, path);
			}
		};
		const takeOut = (callIds: readonly string[]): void => {
			deleteCallsById(slot.database, callIds);
			counted -= callIds.length;
		};
		return {
			path,
			get count() {
				counted += slot.inserted - insertedBefore;
				insertedBefore = slot.inserted;
				return Math.max(0, counted);
			},
			oldest: (limit) =>
				onFile('read', () => slot.database.prepare(statements.oldest).all({ limit, textsAfterMs: clock.wallMs() }).map(fromRecord)),
			forget: (callIds) => onFile('write to', () => inTransaction(slot.database, () => takeOut(callIds))),
			setAside: ({ texts: _private, ...row }, reason) =>
				onFile('write to', () =>
					inTransaction(slot.database, () => {
						const parameters = { callId: row.callId, usageRow: JSON.stringify(row), reason, nowMs: Math.floor(clock.wallMs()) };
						slot.database.prepare(statements.setAside).run(parameters);
						takeOut([row.callId]);
					}),
				),
		};
	}

	return {
		append: (rows: readonly UsageRow[]) => writer.write(rows),
		warm: () => void writer.open(),
		own() {
			const slot = writer.current;
			if (slot === undefined) return undefined;
			if (own?.slot !== slot) own = { slot, file: fileOf(slot) };
			return own.file;
		},
		adopt() {
			for (const number of listSlots(folder)) {
				const claim = claimSlot(folder, number);
				if (claim === undefined) continue;
				try {
					const slot = openSlot(databasePath(folder, number), claim, BUSY_TIMEOUT_MS);
					const file = fileOf(slot);
					if (file.count > 0) return Object.assign(file, { release: () => slot.close() });
					slot.close();
				} catch {
					// Damaged: reports of it come from whoever reads it; the others are not held up.
					claim.release();
				}
			}
			return undefined;
		},
		close() {
			own = undefined;
			writer.close();
		},
	};
}
