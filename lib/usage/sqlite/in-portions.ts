import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readSql } from './read-sql';

/** So many rows are read in some 15 ms; the rest of the process has its turn in between. */
const PORTION_ROWS = 2_000;

export interface Period {
	/** Epoch milliseconds. */
	fromMs: number;
	/** Epoch milliseconds, excluded. */
	toMs: number;
}

/**
 * Cuts a period into parts that hold so few rows that reading one holds nobody up.
 * @param what has the parts' ends found by `end-of-<what>-portion.sql`
 */
export async function* inPortions(
	database: DatabaseSync,
	what: 'calls' | 'quarter-hours',
	{ fromMs, toMs }: Period,
): AsyncGenerator<Period> {
	const endOfPortion = database.prepare(readSql(`end-of-${what}-portion`));
	for (let startMs = fromMs; startMs < toMs;) {
		const end = endOfPortion.get({ fromMs: startMs, toMs, size: PORTION_ROWS });
		// At least a millisecond, also when more than a portion is in it.
		const endMs = end === undefined ? toMs : Math.max(Number(end['endMs']), startMs + 1);
		yield { fromMs: startMs, toMs: endMs };
		startMs = endMs;
		await nextTurn();
	}
}
