// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { cacheRoot, cachedFolder, fingerprint } = require('./cache-folder');
const { environmentFor, findNode, findNpm } = require('./node-runtime');
const { withProgress } = require('./progress');
const { runCommand } = require('./run-command');
const { provideSqliteBinding } = require('./sqlite-binding');

/** Some 2,350 packages; 3 to 5 minutes on a good line. */
const INSTALL_TIMEOUT_MS = 30 * 60_000;

/**
 * @typedef {object} N8nInstall
 * @property {string} version
 * @property {string} node the Node.js to run it with
 * @property {string} bin n8n's start script
 * @property {string} folder the folder that holds its `node_modules`
 */

/**
 * Gives the pinned n8n, installing it into the cache folder first when it is not there (2.8 GB, some minutes; later calls take
 * milliseconds). Shows its progress on standard error.
 *
 * Set `N8N_INSTALL_FOLDER` to use a folder of your own that has n8n in its `node_modules`, as it is.
 *
 * @returns {Promise<N8nInstall>}
 */
async function ensureN8n() {
	const node = findNode();
	if (process.env.N8N_INSTALL_FOLDER) return describe(path.resolve(process.env.N8N_INSTALL_FOLDER), node);

	const manifest = fs.readFileSync(path.join(__dirname, 'package.json'));
	const lock = fs.readFileSync(path.join(__dirname, 'package-lock.json'));
	const { version } = JSON.parse(lock.toString()).packages['node_modules/n8n'];
	const root = cacheRoot();
	const { folder } = await cachedFolder(
		path.join(root, `n8n-${version}-${fingerprint(manifest, lock)}`),
		async (unfinished) => {
			const logFile = path.join(root, 'install-n8n.log');
			fs.rmSync(logFile, { force: true });
			for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
				fs.copyFileSync(path.join(__dirname, file), path.join(unfinished, file));
			}
			await withProgress(`Installing n8n ${version} into ${root} (once; 2.8 GB)`, () =>
				// Install scripts are left out: one addon that nothing here uses cannot be built everywhere.
				runCommand(node, [findNpm(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
					cwd: unfinished,
					env: environmentFor(node),
					logFile,
					timeoutMs: INSTALL_TIMEOUT_MS,
				}),
			);
			await withProgress("Preparing n8n's database driver", () =>
				provideSqliteBinding({ folder: unfinished, node, logFile }),
			);
		},
	);
	return describe(folder, node);
}

/** @param {string} folder @param {string} node @returns {N8nInstall} */
function describe(folder, node) {
	const home = path.join(folder, 'node_modules', 'n8n');
	const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
	return { version, node, folder, bin: path.join(home, 'bin', 'n8n') };
}

module.exports = { ensureN8n };

if (require.main === module) {
	ensureN8n().then(
		(n8n) => process.stdout.write(`n8n ${n8n.version} is ready in ${n8n.folder}\n`),
		(error) => {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 1;
		},
	);
}
