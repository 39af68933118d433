import type { Clock } from '../../clock';
import { deleteCallsById } from './delete-calls-by-id';
import { foldCalls } from './fold-calls';
import { inTurns } from './in-turns';
import { readSql } from './read-sql';
import { readSummedValues } from './summed-values';
import { inTransaction } from './transaction';
import { changeSlots, readSlots } from './visit-slots';

/** Deleted in one transaction: whoever appends to the file waits for some milliseconds. */
const PORTION_CALLS = 100;

/**
 * Deletes the oldest calls of all files, those of living processes too, and leaves what they spent in quarter hours.
 * A call that stands in several files counts in the first: it is deleted from the later ones before it is folded there. So at no
 * moment, nor after a death in between, is it in two sums or in none.
 */
export async function deleteOldest(
	folder: string,
	{ beforeMs, limit }: { beforeMs: number; limit: number },
	clock: Clock,
): Promise<number> {
	const how = { portion: PORTION_CALLS, clock };
	const oldest = await oldestCalls(folder, { beforeMs, limit });
	const summed = await readSummedValues(folder, oldest);
	const counts = await changeSlots(folder, async (database, path) => {
		const here = oldest.filter((call) => call.paths.includes(path));
		const repeated = here.filter((call) => call.paths[0] !== path);
		const counted = here.filter((call) => call.paths[0] === path);
		await inTurns(repeated, how, (calls) => {
			inTransaction(database, () => deleteCallsById(database, calls.map(idOf)));
			return 0; // They are counted where they are folded.
		});
		const isSummed = summed.in(database);
		return await inTurns(counted, how, (calls) =>
			foldCalls(database, calls.map(idOf), { isSummed, nowMs: clock.wallMs() }),
		);
	});
	return counts.reduce((sum, count) => sum + count, 0);
}

interface OldCall {
	callId: string;
	startedAtMs: number;
	/** Of the files that hold it, in order. */
	paths: string[];
}

async function oldestCalls(
	folder: string,
	{ beforeMs, limit }: { beforeMs: number; limit: number },
): Promise<OldCall[]> {
	const calls = new Map<string, OldCall>();
	await readSlots(folder, (database, path) => {
		for (const record of database.prepare(readSql('oldest-ids')).iterate({ beforeMs, limit })) {
			const callId = String(record['callId']);
			const known = calls.get(callId);
			if (known) known.paths.push(path);
			else calls.set(callId, { callId, startedAtMs: Number(record['startedAtMs']), paths: [path] });
		}
	});
	return [...calls.values()]
		.sort((a, b) => a.startedAtMs - b.startedAtMs || (a.callId < b.callId ? -1 : 1))
		.slice(0, limit);
}

const idOf = ({ callId }: OldCall): string => callId;
