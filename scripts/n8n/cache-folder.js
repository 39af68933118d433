// @ts-check
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/**
 * Where everything is kept that should survive a run: `ROUTED_LLM_CACHE`, else `n8n-nodes-routed-llm` in the user's cache folder
 * (`XDG_CACHE_HOME`, else `~/.cache`). It can be deleted at any time; the next run fills it again.
 */
function cacheRoot() {
	if (process.env.ROUTED_LLM_CACHE) return path.resolve(process.env.ROUTED_LLM_CACHE);
	return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'n8n-nodes-routed-llm');
}

/**
 * A short name for some contents: equal contents, equal name.
 *
 * @param {...(string | Buffer)} contents
 */
function fingerprint(...contents) {
	const hash = crypto.createHash('sha256');
	for (const content of contents) hash.update(content).update('\0');
	return hash.digest('hex').slice(0, 12);
}

/**
 * Gives a cache folder, building it first when it is missing.
 *
 * The folder appears under its name only once it is complete, so a half-built one is never used and is built anew; two processes
 * that want the same folder build it once. `build` gets the folder to fill, which is renamed afterwards: it must not write its own path into files.
 *
 * @param {string} folder
 * @param {(unfinished: string) => void | Promise<void>} build
 * @returns {Promise<{folder: string, built: boolean}>}
 */
async function cachedFolder(folder, build) {
	if (fs.existsSync(folder)) return { folder, built: false };
	fs.mkdirSync(path.dirname(folder), { recursive: true });
	const release = await lockFile(`${folder}.lock`);
	try {
		if (fs.existsSync(folder)) return { folder, built: false };
		const unfinished = `${folder}.unfinished`;
		fs.rmSync(unfinished, { recursive: true, force: true });
		fs.mkdirSync(unfinished);
		await build(unfinished);
		fs.renameSync(unfinished, folder);
		return { folder, built: true };
	} finally {
		release();
	}
}

/** Longer than the longest build, with all its time-outs. */
const LOCK_TIMEOUT_MS = 60 * 60_000;

/**
 * Waits until this process alone holds a lock file, for an hour at most. The operating system frees the lock of a process that dies.
 *
 * @param {string} file its folder must exist
 * @returns {Promise<() => void>} frees the lock
 */
async function lockFile(file) {
	const deadline = Date.now() + LOCK_TIMEOUT_MS;
	for (let said = false; ; said = true) {
		const release = tryLockFile(file);
		if (release) return release;
		if (Date.now() > deadline) throw new Error(`Another process has held ${file} for an hour`);
		if (!said) process.stderr.write(`Another process is preparing ${file.replace(/\.lock$/, '')}; waiting for it\n`);
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

/**
 * @param {string} file its folder must exist
 * @returns {(() => void) | undefined} frees the lock; undefined when another process holds it
 */
function tryLockFile(file) {
	const { DatabaseSync } = require('node:sqlite'); // portable file locks, which Node.js has nowhere else
	const database = new DatabaseSync(file);
	try {
		database.exec('BEGIN EXCLUSIVE');
		return () => database.close();
	} catch (error) {
		database.close();
		if (/database is locked/.test(String(error))) return undefined;
		throw error;
	}
}

module.exports = { cacheRoot, cachedFolder, fingerprint, tryLockFile };
