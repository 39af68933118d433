// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { environmentFor, findHeaders, findNpm } = require('./node-runtime');
const { runCommand } = require('./run-command');

/** A download of 1.5 MB. */
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** Compiling SQLite takes about a minute on two cores. */
const COMPILE_TIMEOUT_MS = 15 * 60_000;

/**
 * Gives n8n's database driver its native part, which `npm ci --ignore-scripts` leaves out: the prebuilt one where it can be
 * downloaded, else compiled here.
 *
 * @param {object} options
 * @param {string} options.folder the folder that holds n8n's `node_modules`
 * @param {string} options.node the Node.js that n8n will run on
 * @param {string} options.logFile
 * @returns {Promise<void>} rejects with one line that names what is missing when neither works
 */
async function provideSqliteBinding({ folder, node, logFile }) {
	const cwd = path.join(folder, 'node_modules', 'sqlite3');
	const env = environmentFor(node);
	const prebuilt = path.join(folder, 'node_modules', 'prebuild-install', 'bin.js');
	try {
		await runCommand(node, [prebuilt, '-r', 'napi'], { cwd, env, logFile, timeoutMs: DOWNLOAD_TIMEOUT_MS });
		if (hasBinding(cwd)) return;
	} catch (error) {
		fs.appendFileSync(logFile, `No prebuilt part: ${error}\nCompiling it instead.\n`);
	}
	const headers = findHeaders(node);
	const args = [findNodeGyp(folder), 'rebuild', '--jobs=max', ...(headers ? [`--nodedir=${headers}`] : [])];
	try {
		await runCommand(node, args, { cwd, env, logFile, timeoutMs: COMPILE_TIMEOUT_MS });
	} catch (error) {
		throw new Error(
			'n8n needs the native part of sqlite3: its prebuilt file could not be downloaded from github.com, and compiling it needs Python 3, make and a C++ compiler ' +
				`(Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install). Details: ${logFile}`,
			{ cause: error },
		);
	}
}

/** @param {string} sqliteFolder */
function hasBinding(sqliteFolder) {
	return fs.existsSync(path.join(sqliteFolder, 'build', 'Release', 'node_sqlite3.node'));
}

/**
 * npm's own node-gyp: the one among n8n's dependencies is too old for Python 3.12 and later.
 *
 * @param {string} folder
 */
function findNodeGyp(folder) {
	const ofNpm = path.resolve(findNpm(), '..', '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
	return fs.existsSync(ofNpm) ? ofNpm : path.join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
}

module.exports = { provideSqliteBinding };
