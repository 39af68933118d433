// @ts-check
'use strict';

/**
 * Says that something is under way while a promise is pending: at once, then every second in a terminal (one line that is rewritten)
 * and every 20 seconds elsewhere (a line each), and how long it took in the end. Written to standard error.
 *
 * @template T
 * @param {string} what for example "Installing n8n 2.41.1"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withProgress(what, work) {
	const out = process.stderr;
	const terminal = Boolean(out.isTTY);
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	out.write(terminal ? `${what} ...` : `${what} ...\n`);
	const timer = setInterval(
		() => out.write(terminal ? `\r${what} ... ${elapsed()}` : `${what} ... ${elapsed()}\n`),
		terminal ? 1000 : 20_000,
	);
	try {
		const result = await work();
		clearInterval(timer);
		out.write(`${terminal ? '\r' : ''}${what}: done in ${elapsed()}\n`);
		return result;
	} catch (error) {
		clearInterval(timer);
		out.write(`${terminal ? '\r' : ''}${what}: failed after ${elapsed()}\n`);
		throw error;
	}
}

module.exports = { withProgress };
