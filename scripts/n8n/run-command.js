// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { trackChild } = require('./owned-processes');

/**
 * @typedef {object} RunOptions
 * @property {string} cwd folder the command runs in
 * @property {string} logFile receives everything the command prints (appended)
 * @property {number} timeoutMs the command and its children are killed after this many milliseconds
 * @property {NodeJS.ProcessEnv} [env] the whole environment; default: this process's
 */

/**
 * Runs a command to its end without standard input, its output going to a file.
 *
 * Rejects when it cannot be started, ends with a code other than 0, or takes longer than `timeoutMs`;
 * the error's message holds the last lines of the output.
 *
 * @param {string} command an executable; no shell is involved
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<void>}
 */
function runCommand(command, args, { cwd, logFile, timeoutMs, env = process.env }) {
	const log = fs.openSync(logFile, 'a');
	const startOfOutput = fs.fstatSync(log).size;
	const line = [command, ...args].join(' ');
	return new Promise((resolve, reject) => {
		// Its own process group, so that a time-out also ends what the command started.
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', log, log], detached: true });
		fs.closeSync(log);
		const tracked = trackChild(child);
		let timedOut = false;
		const timer = setTimeout(() => {
			timedOut = true;
			tracked.killGroup('SIGKILL');
		}, timeoutMs);
		child.once('error', (error) => {
			clearTimeout(timer);
			reject(new Error(`Could not start "${line}": ${error.message}`, { cause: error }));
		});
		child.once('exit', (code, signal) => {
			clearTimeout(timer);
			if (code === 0) return resolve();
			const how = timedOut ? `took longer than ${timeoutMs / 1000} s` : `ended with ${signal ?? `code ${code}`}`;
			reject(new Error(`"${line}" ${how}:\n${lastLines(logFile, startOfOutput)}`));
		});
	});
}

/**
 * The last 15 lines written to a file after a position.
 *
 * @param {string} file
 * @param {number} [from] byte position
 */
function lastLines(file, from = 0) {
	const text = fs.readFileSync(file).subarray(from).toString('utf8').trim();
	return text.split('\n').slice(-15).join('\n');
}

module.exports = { runCommand, lastLines };
