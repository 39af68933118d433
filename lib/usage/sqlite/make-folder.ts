import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorField, errorMessage } from '../error-facts';
import { UsageLogError } from '../usage-log-error';
import { keepFolderPrivate } from './keep-private';

/**
 * Makes a folder and the missing ones above it, for this user alone; one that is there becomes so. Step by step from the first that is there: told
 * to do all at once, Node.js loops for ever where the system allows nobody to make one (in /proc, say).
 */
export function makeFolder(folder: string): void {
	const missing: string[] = [];
	for (let path = resolve(folder); !existsSync(path) && dirname(path) !== path; path = dirname(path))
		missing.push(path);
	try {
		for (const path of missing.reverse()) makeOne(path);
	} catch (error) {
		const message = `The usage log's folder ${folder} cannot be made (${errorMessage(error)}). Give the user that runs n8n write access, or choose another folder.`;
		throw new UsageLogError('not_writable', message, { cause: error });
	}
	keepFolderPrivate(folder);
}

function makeOne(path: string): void {
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		// Another process was quicker.
		if (errorField(error, 'code') !== 'EEXIST') throw error;
	}
}
