import { chmodSync, closeSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS = 0o077;
/** Of folders that belong to all users, such as `/tmp`. */
const STICKY = 0o1000;

/** Files of slots and of alerts, with those that SQLite keeps beside them. */
const OUR_FILES = /^(usage-\d{1,6}\.(sqlite|lock)|alerts\.sqlite)(-wal|-shm|-journal)?$/;

/**
 * Sees to it that no other user of the host reads a database, which may hold prompts: makes the file where there is none,
 * and SQLite gives those beside it the same rights. Never throws: what cannot be made or changed is found out when it is used.
 *
 * A file that is there is not opened: closing it would end the locks that SQLite has on it in this process.
 */
export function makePrivateFile(path: string): void {
	quietly(() => closeSync(openSync(path, 'wx', FILE_MODE)));
}

/**
 * Takes the rights of other users away from a folder that was there before, such as a volume or a restored backup, and from
 * our files in it. What belongs to another user stays as it is, and so does a folder that is for all users.
 */
export function keepFolderPrivate(folder: string): void {
	quietly(() => {
		if ((lstatSync(folder).mode & STICKY) === 0) takeFromOthers(folder, FOLDER_MODE);
	});
	quietly(() => {
		for (const name of readdirSync(folder)) if (OUR_FILES.test(name)) takeFromOthers(join(folder, name), FILE_MODE);
	});
}

function takeFromOthers(path: string, mode: number): void {
	quietly(() => {
		const status = lstatSync(path);
		// Not through a symbolic link: its target is not ours.
		const isOurKind = mode === FOLDER_MODE ? status.isDirectory() : status.isFile();
		if (isOurKind && (status.mode & OTHERS) !== 0) chmodSync(path, mode);
	});
}

function quietly(action: () => void): void {
	try {
		action();
	} catch {
		// It is another user's, or not there.
	}
}
