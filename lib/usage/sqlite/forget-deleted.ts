import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock';
import { KEPT_IDS_MS } from '../row-age';
import { dayOf } from '../summed-labels';
import { forgetDeletedIds } from './deleted-calls';
import { toText } from './fold-calls';
import { readSql } from './read-sql';
import { parsed } from './row-columns';
import { inTransaction } from './transaction';
import { changeSlots, readSlots } from './visit-slots';

/**
 * Forgets ids of deleted calls that none is recorded for any more, and which values were summed on days of which no call is
 * left; at most `limit` entries of each in each file. Also brings labels of an older version up to date. Gives how many in all.
 */
export async function forgetDeleted(folder: string, { limit }: { limit: number }, clock: Clock): Promise<number> {
	const nowMs = clock.wallMs();
	const earliestDay = Math.min(dayOf(nowMs - KEPT_IDS_MS), await oldestDay(folder));
	const counts = await changeSlots(folder, (database) =>
		inTransaction(
			database,
			() =>
				forgetDeletedIds(database, { nowMs, limit }) +
				Number(database.prepare(readSql('forget-summed-values')).run({ earliestDay, limit }).changes) +
				untagLabels(database, limit),
		),
	);
	return counts.reduce((sum, count) => sum + count, 0);
}

async function oldestDay(folder: string): Promise<number> {
	const starts = await readSlots(folder, (database) => database.prepare(readSql('oldest-day')).get()?.['startedAtMs']);
	return dayOf(Math.min(...starts.map((startedAtMs) => (startedAtMs === null ? Infinity : Number(startedAtMs)))));
}

/** Notes for labels of an older version what they are without tags. */
function untagLabels(database: DatabaseSync, limit: number): number {
	const insertUntaggedLabels = database.prepare(readSql('insert-untagged-labels'));
	const insertLabels = database.prepare(readSql('insert-labels'));
	const old = database.prepare(readSql('select-labels-to-untag')).all({ limit });
	for (const { labels } of old) {
		const fields = parsed(labels);
		const untagged =
			typeof fields === 'object' && fields !== null
				? toText({ group: '', ...fields, tags: undefined })
				: String(labels);
		insertUntaggedLabels.run({ untagged });
		insertLabels.run({ labels: String(labels), untagged });
	}
	return old.length;
}
