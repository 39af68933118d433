import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hint } from '../types/routing';
import type { UsageRow } from '../types/usage-row';
import type { Outbox, WaitingRows } from '../usage/usage-log';

/** Writes a call's row; its promise is kept when the row is durable or there is a hint why not. It is never broken. */
export type AppendRow = (row: UsageRow) => Promise<Hint | undefined>;

/**
 * Appends rows to the outbox, those of one turn of the event loop in one write: when many calls end at the same time the
 * commits would take longer than all the rest. Who is alone waits for nothing but the end of the turn.
 * A log that cannot be written never fails a call.
 */
export function appendTogether(outbox: Outbox | null | undefined): AppendRow {
	if (!outbox) return async () => undefined;
	let rows: UsageRow[] = [];
	let written: Promise<Hint | undefined> | undefined;
	const write = async (): Promise<Hint | undefined> => {
		const together = rows;
		rows = [];
		written = undefined;
		return await appendRows(outbox, together);
	};
	return async (row) => {
		rows.push(row);
		written ??= nextTurn().then(write);
		return await written;
	};
}

async function appendRows(outbox: Outbox, rows: readonly UsageRow[]): Promise<Hint | undefined> {
	try {
		// A caller's own outbox may be asynchronous, which its type allows: then its promise counts.
		await outbox.append(...rows);
		return waitingHint(outbox.waiting);
	} catch (error) {
		return {
			code: 'usage_row_lost',
			message: `The usage row of a call could not be written and is lost: ${error instanceof Error ? error.message : 'unknown error'}`,
		};
	}
}

const PLACES = { memory: 'in memory', disk: 'on disk for Postgres' };

function waitingHint(waiting: WaitingRows | undefined): Hint | undefined {
	if (waiting === undefined) return undefined;
	const { count, where, reason } = waiting;
	return {
		code: 'usage_rows_waiting',
		message: `${count} usage ${count === 1 ? 'row waits' : 'rows wait'} ${PLACES[where]}: ${reason}`,
	};
}
