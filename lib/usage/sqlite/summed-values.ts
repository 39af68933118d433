import type { DatabaseSync } from 'node:sqlite';
import { contentKey } from '../content-key';
import { dayOf, type IsSummed } from '../summed-labels';
import { readSql } from './read-sql';
import { readSlots } from './visit-slots';

/** Which values have sums of their own in a folder's files. */
export interface SummedValuesOfFolder {
	/** Answers for calls of one file, and notes there, in the transaction under way, what gets sums of its own. */
	in(database: DatabaseSync): IsSummed;
}

/**
 * Reads which values have sums of their own on the days of these calls, in all files. Two processes that delete calls of one
 * day in the same moment may let some more in than a day's bound.
 */
export async function readSummedValues(
	folder: string,
	calls: ReadonlyArray<{ startedAtMs: number }>,
): Promise<SummedValuesOfFolder> {
	const days = JSON.stringify([...new Set(calls.map(({ startedAtMs }) => dayOf(startedAtMs)))]);
	const known = new Map<string, Set<string>>();
	await readSlots(folder, (database) => {
		for (const { day, kind, key } of database.prepare(readSql('select-summed-values')).iterate({ days }))
			valuesOf(Number(day), String(kind)).add(String(key));
	});

	function valuesOf(day: number, kind: string): Set<string> {
		const name = `${day} ${kind}`;
		const values = known.get(name) ?? new Set();
		known.set(name, values);
		return values;
	}

	return {
		in(database) {
			const addSummedValue = database.prepare(readSql('add-summed-value'));
			return ({ day, kind, value, max }) => {
				const values = valuesOf(day, kind);
				const key = contentKey(value);
				if (values.has(key)) return true;
				if (values.size >= max) return false;
				addSummedValue.run({ day, kind, key });
				values.add(key);
				return true;
			};
		},
	};
}
