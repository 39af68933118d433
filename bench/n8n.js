// @ts-check
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { cacheRoot } = require('../scripts/n8n/cache-folder');
const { ensureN8n } = require('../scripts/n8n/install');
const { N8nClient } = require('../scripts/n8n/n8n-client');
const { startN8nProcess } = require('../scripts/n8n/n8n-process');
const { installInto, packPackage } = require('../scripts/n8n/package-tarball');
const { createUserFolder, ENCRYPTION_KEY } = require('../scripts/n8n/user-folder');
const { emptyPackage } = require('./n8n/empty-package');
const { measureItems } = require('./n8n/items');
const { measureStart } = require('./n8n/start-time');

/** Installing n8n takes minutes and 2.8 GB, so a benchmark does not do it unasked. */
function n8nIsInstalled() {
	if (process.env.N8N_INSTALL_FOLDER) return true;
	return (
		fs.existsSync(cacheRoot()) && fs.readdirSync(cacheRoot()).some((name) => /^n8n-[\d.]+-[0-9a-f]{12}$/.test(name))
	);
}

/**
 * What the packed package costs in the real n8n: its items' time beside other nodes, and n8n's start.
 *
 * @param {import('./mock/start').MockServer} mock
 * @param {(report: string) => void} print
 */
async function measureInN8n(mock, print) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-'));
	try {
		const n8n = await ensureN8n();
		const packed = await packPackage({ packageFolder: path.resolve(__dirname, '..'), workFolder: folder });
		/** @param {string} name @param {import('../scripts/n8n/package-tarball').PackedPackage} [installed] */
		const newUserFolder = async (name, installed) => {
			const userFolder = path.join(folder, name);
			await createUserFolder(n8n, userFolder);
			if (installed) installInto(installed, userFolder);
			return userFolder;
		};

		const userFolder = await newUserFolder('items', packed);
		const running = await startN8nProcess({
			n8n,
			userFolder,
			encryptionKey: ENCRYPTION_KEY,
			logFile: path.join(userFolder, 'n8n.log'),
		});
		try {
			const client = new N8nClient(running.baseUrl);
			await client.signIn();
			print(await measureItems(client, mock));
		} finally {
			await running.stop();
		}
		// Folders of their own: workflows and executions of the first part would take their time at the start.
		const withPackage = await newUserFolder('with-package', packed);
		const withEmpty = await newUserFolder('with-empty', emptyPackage(folder));
		print(await measureStart(n8n, { withPackage, withEmpty, without: await newUserFolder('without') }));
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

module.exports = { measureInN8n, n8nIsInstalled };
