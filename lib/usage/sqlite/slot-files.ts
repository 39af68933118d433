import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorField } from '../error-facts';

/** Every process that writes has a numbered slot of its own: a database and, beside it, the lock that claims it. */
export const databasePath = (folder: string, slot: number) => join(folder, `usage-${slot}.sqlite`);
export const lockPath = (folder: string, slot: number) => join(folder, `usage-${slot}.lock`);

/** Paths of all slots' databases in order of their number; other files are none of ours. Empty when there is no folder. */
export function listDatabases(folder: string): string[] {
	return listSlots(folder).map((slot) => databasePath(folder, slot));
}

/** Numbers of all slots that have a database, ascending. */
export function listSlots(folder: string): number[] {
	return namesIn(folder)
		.map((name) => /^usage-(\d{1,6})\.sqlite$/.exec(name)?.[1])
		.filter((slot) => slot !== undefined)
		.map(Number)
		.sort((a, b) => a - b);
}

function namesIn(folder: string): string[] {
	try {
		// What is a folder holds no rows.
		return readdirSync(folder, { withFileTypes: true })
			.filter((entry) => !entry.isDirectory())
			.map(({ name }) => name);
	} catch (error) {
		if (errorField(error, 'code') === 'ENOENT') return [];
		throw error;
	}
}
