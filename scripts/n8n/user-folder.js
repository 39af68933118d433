// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { cacheRoot, cachedFolder, fingerprint } = require('./cache-folder');
const { N8nClient } = require('./n8n-client');
const { startN8nProcess } = require('./n8n-process');

/** Encrypts the credentials in every user folder made here; they hold nothing but test data. */
const ENCRYPTION_KEY = 'demo-and-test-encryption-key';

/**
 * Makes a user folder of an n8n that has been started once and whose owner is `OWNER`: the first start creates a database in some
 * hundred steps, so its result is kept in the cache folder and copied.
 *
 * @param {import('./install').N8nInstall} n8n
 * @param {string} userFolder must not exist, or be empty
 */
async function createUserFolder(n8n, userFolder) {
	const key = fingerprint(n8n.folder, ENCRYPTION_KEY, fs.readFileSync(__filename));
	const { folder } = await cachedFolder(path.join(cacheRoot(), `user-folder-${key}`), async (unfinished) => {
		const running = await startN8nProcess({
			n8n,
			userFolder: unfinished,
			encryptionKey: ENCRYPTION_KEY,
			logFile: path.join(cacheRoot(), 'first-start.log'),
		});
		try {
			await new N8nClient(running.baseUrl).signIn();
		} finally {
			await running.stop();
		}
	});
	fs.mkdirSync(userFolder, { recursive: true });
	fs.cpSync(path.join(folder, '.n8n'), path.join(userFolder, '.n8n'), { recursive: true });
}

module.exports = { createUserFolder, ENCRYPTION_KEY };
