// @ts-check
'use strict';

const { spawn } = require('node:child_process');

/** Reads to the end of a pipe that only the guarding process holds open. */
const SCRIPT = 'while read -r _; do :; done; kill -s "$2" "$1"; sleep 1; kill -9 "$1"; rm -rf "$3"';

/**
 * Ends a server that cannot be told to end with its parent, and removes its files, when this process ends, however that happens:
 * also when it is killed and can do nothing any more.
 *
 * @param {number} pid
 * @param {{signal: 'KILL' | 'QUIT', folder: string}} how `signal` is sent at once, and KILL a second later; then `folder` is removed
 * @returns {{release: () => void}} `release` is to be called when the server has ended: from then on its pid may be another's
 */
function endWithThisProcess(pid, { signal, folder }) {
	// A process group of its own: Ctrl-C reaches the whole group, and must not end the guard before the server.
	const guard = spawn('sh', ['-c', SCRIPT, 'sh', String(pid), signal, folder], {
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
	});
	const pipe = /** @type {import('node:net').Socket} */ (guard.stdin);
	guard.on('error', () => {});
	pipe.on('error', () => {});
	guard.unref();
	pipe.unref();
	return { release: () => void guard.kill('SIGKILL') };
}

module.exports = { endWithThisProcess };
