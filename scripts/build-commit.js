// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { environmentFor, findNode, findNpm } = require('./n8n/node-runtime');
const { runCommand } = require('./n8n/run-command');

const repository = path.resolve(__dirname, '..');
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const BUILD_TIMEOUT_MS = 5 * 60_000;

/** Whether this checkout's history has a commit. A shallow clone has few. @param {string} commit */
function hasCommit(commit) {
	try {
		git('cat-file', '-e', `${commit}^{commit}`);
		return true;
	} catch {
		return false;
	}
}

/**
 * Builds the package as it was at a commit, by that commit's own `npm run build`, and leaves the checkout as it is. It uses this
 * checkout's `node_modules` where both name the same runtime dependencies, else its own from its lock file.
 *
 * @param {string} commit anything that git takes for one
 * @param {string} folder an existing, empty folder, which the caller removes afterwards
 * @returns {Promise<string>} the folder of the built package; `dist/lib` is its library
 */
async function buildCommit(commit, folder) {
	const node = findNode();
	const logFile = path.join(folder, 'build.log');
	const archive = path.join(folder, 'source.tar');
	const target = path.join(folder, 'package');
	git('archive', '--output', archive, commit);
	fs.mkdirSync(target);
	const options = { cwd: target, env: environmentFor(node), logFile };
	await runCommand('tar', ['-xf', archive], { ...options, timeoutMs: BUILD_TIMEOUT_MS });
	fs.rmSync(archive);
	if (dependenciesOf(target) === dependenciesOf(repository)) {
		fs.symlinkSync(path.join(repository, 'node_modules'), path.join(target, 'node_modules'));
	} else {
		await runCommand(node, [findNpm(), 'ci'], { ...options, timeoutMs: INSTALL_TIMEOUT_MS });
	}
	await runCommand(node, [findNpm(), 'run', 'build'], { ...options, timeoutMs: BUILD_TIMEOUT_MS });
	return target;
}

/** @param {string} folder */
function dependenciesOf(folder) {
	return JSON.stringify(JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).dependencies);
}

/** @param {...string} args @returns {string} */
function git(...args) {
	return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

module.exports = { buildCommit, hasCommit };
