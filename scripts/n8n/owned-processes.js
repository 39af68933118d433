// @ts-check
'use strict';

/** Process groups that this process started and that still run, by the pid of their leader. */
const groups = new Set();
let watching = false;

/**
 * Remembers a child started with `detached: true` (so that it leads a process group), and ends its group when this process ends.
 *
 * Only processes given to this function are ever signalled.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function trackChild(child) {
	watch();
	const { pid } = child;
	if (pid !== undefined) {
		groups.add(pid);
		child.once('exit', () => groups.delete(pid));
	}
	return {
		/** @param {NodeJS.Signals} signal sent to the child and all it started; no error when they are gone */
		killGroup(signal) {
			if (pid !== undefined) signalGroup(pid, signal);
		},
	};
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
	}
}

function killAll() {
	for (const pid of groups) signalGroup(pid, 'SIGKILL');
}

function watch() {
	if (watching) return;
	watching = true;
	process.on('exit', killAll);
	for (const [signal, code] of /** @type {const} */ ([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	])) {
		// A script with an orderly way to stop has its own listener, and calls process.exit itself.
		process.on(signal, () => {
			if (process.listenerCount(signal) === 1) process.exit(code);
		});
	}
}

module.exports = { trackChild };
