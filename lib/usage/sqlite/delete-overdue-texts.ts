import type { Clock } from '../../clock';
import { inTurns } from './in-turns';
import { readSql } from './read-sql';
import { changeSlots } from './visit-slots';

/** Texts may be large, and each page of theirs is overwritten: so many take some milliseconds. */
const PORTION_TEXTS = 20;

/** Deletes texts whose time is over from all files, at most `limit` calls' of them, and gives of how many. */
export async function deleteOverdueTexts(
	folder: string,
	{ nowMs, limit }: { nowMs: number; limit: number },
	clock: Clock,
): Promise<number> {
	const deleted = new Set<string>();
	await changeSlots(folder, async (database) => {
		const overdue = database.prepare(readSql('overdue-texts')).all({ nowMs, limit: limit - deleted.size });
		const deleteTexts = database.prepare(readSql('delete-texts-of-calls'));
		const callIds = overdue.map(({ callId }) => String(callId));
		await inTurns(callIds, { portion: PORTION_TEXTS, clock }, (portion) =>
			Number(deleteTexts.run({ callIds: JSON.stringify(portion) }).changes),
		);
		for (const callId of callIds) deleted.add(callId);
	});
	return deleted.size;
}
