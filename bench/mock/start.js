// @ts-check
'use strict';

const { fork } = require('node:child_process');
const path = require('node:path');

/**
 * @typedef {object} MockServer
 * @property {(delayMs: number) => string} baseUrl of an API that answers after `delayMs`
 * @property {() => void} close
 */

/**
 * Starts the mock server in a process of its own, so that its work does not stand in the client's way. It ends with this process.
 *
 * @returns {Promise<MockServer>}
 */
async function startMockServer() {
	const child = fork(path.join(__dirname, 'serve.js'), { execArgv: [] });
	const port = await new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`The mock server ended with code ${code}`)));
	});
	return {
		baseUrl: (delayMs) => `http://127.0.0.1:${port}/after/${delayMs}/v1`,
		close: () => child.disconnect(),
	};
}

module.exports = { startMockServer };
