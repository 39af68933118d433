import type { DatabaseSync } from 'node:sqlite';
import { readSql } from './read-sql';

/** Deletes calls and what was said in them; those that are not there change nothing. Gives how many were. For use in a transaction. */
export function deleteCallsById(database: DatabaseSync, callIds: readonly string[]): number {
	const parameters = { callIds: JSON.stringify(callIds) };
	database.prepare(readSql('delete-texts-of-calls')).run(parameters);
	return Number(database.prepare(readSql('delete-calls')).run(parameters).changes);
}
