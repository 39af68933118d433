// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const repository = path.resolve(__dirname, '..', '..');

/** The oldest Node.js major version that the pinned n8n runs on. */
const MIN_NODE_MAJOR = 24;

/**
 * The Node.js that n8n runs on: this process's own when it is new enough, else the one that the dev dependency `node` brought.
 *
 * @returns {string} path of the executable
 */
function findNode() {
	if (Number(process.versions.node.split('.')[0]) >= MIN_NODE_MAJOR) return process.execPath;
	const bundled = path.join(
		repository,
		'node_modules',
		'node',
		'bin',
		process.platform === 'win32' ? 'node.exe' : 'node',
	);
	if (fs.existsSync(bundled)) return fs.realpathSync(bundled);
	throw new Error(
		`n8n needs Node.js ${MIN_NODE_MAJOR} and this is ${process.versions.node}: run "npm ci" in the repository, which brings one, and start through npm`,
	);
}

/**
 * The folder that holds `include/node` for a Node.js executable, for compiling addons without a download.
 *
 * @param {string} node path of the executable
 * @returns {string | undefined} undefined when this Node.js came without its headers
 */
function findHeaders(node) {
	const nextToIt = path.resolve(path.dirname(node), '..');
	const packages = path.join(nextToIt, 'node_modules');
	const candidates = [nextToIt];
	if (fs.existsSync(packages)) {
		for (const name of fs.readdirSync(packages)) candidates.push(path.join(packages, name));
	}
	return candidates.find((folder) => fs.existsSync(path.join(folder, 'include', 'node', 'node_api.h')));
}

/**
 * An environment in which `node`, also in scripts that npm runs, is the given executable.
 *
 * @param {string} node path of the executable
 * @returns {NodeJS.ProcessEnv}
 */
function environmentFor(node) {
	return { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
}

/**
 * The npm that goes with this run, as arguments to a Node.js executable (npm's own start script needs a shell on some systems).
 *
 * @returns {string} path of npm-cli.js
 */
function findNpm() {
	const fromNpm = process.env.npm_execpath;
	if (fromNpm && /npm-cli\.js$/.test(fromNpm)) return fromNpm;
	for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
		const command = path.join(folder, 'npm');
		if (fs.existsSync(command)) {
			const script = fs.realpathSync(command);
			if (script.endsWith('npm-cli.js')) return script;
		}
		const beside = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
		if (fs.existsSync(beside)) return beside;
	}
	throw new Error('npm was not found on the PATH');
}

module.exports = { findNode, findHeaders, environmentFor, findNpm };
