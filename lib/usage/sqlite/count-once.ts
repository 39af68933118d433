import type { DatabaseSync } from 'node:sqlite';
import { readSql } from './read-sql';

/**
 * Makes `temp.counted_elsewhere`, which holds the calls of a period that this file shares with earlier ones: a call that stands
 * in two files counts in the first. One file after the other, because SQLite attaches ten at most.
 */
export function noteCountedElsewhere(
	database: DatabaseSync,
	earlier: readonly string[],
	{ fromMs, toMs }: { fromMs: number; toMs: number },
): void {
	database.exec(readSql('create-counted-elsewhere'));
	for (const path of earlier) {
		database.prepare('ATTACH DATABASE ? AS earlier').run(path);
		database.prepare(readSql('note-counted-elsewhere')).run({ fromMs, toMs });
		database.exec('DETACH DATABASE earlier');
	}
}
