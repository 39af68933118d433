import { MAX_ROWS_IN_MEMORY } from '../bounds';
import type { UsageRow } from '../types/usage-row';
import type { OutboxFile } from './outbox-files';

/** Rows that no file could take, first come first served; gone with the process. */
export interface RowsInMemory extends OutboxFile {
	/** Gives those for which there is no room. */
	keep(rows: readonly UsageRow[]): readonly UsageRow[];
}

/** @param setAside where rows go that the other log will never take */
export function createRowsInMemory(setAside: OutboxFile['setAside']): RowsInMemory {
	let rows: readonly UsageRow[] = [];

	function forget(callIds: readonly string[]): void {
		const forgotten = new Set(callIds);
		rows = rows.filter((row) => !forgotten.has(row.callId));
	}

	return {
		path: 'memory',
		get count() {
			return rows.length;
		},
		keep(added) {
			const room = MAX_ROWS_IN_MEMORY - rows.length;
			rows = [...rows, ...added.slice(0, room)];
			return added.slice(room);
		},
		oldest: (limit) => rows.slice(0, limit),
		forget,
		setAside(row, reason) {
			forget([row.callId]);
			setAside(row, reason);
		},
	};
}
