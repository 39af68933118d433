// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { cacheRoot } = require('./cache-folder');
const { freePorts } = require('./free-ports');
const { environmentFor } = require('./node-runtime');
const { trackChild } = require('./owned-processes');
const { lastLines } = require('./run-command');

/** The line that n8n prints when it does its work: `start` answers in the editor and at webhooks, `worker` takes jobs. */
const READY_LINES = Object.freeze({ start: 'Editor is now accessible', worker: 'n8n worker is now ready' });
const LOOK_EVERY_MS = 100;
/** n8n gives running executions 30 s when it is asked to stop. */
const STOP_TIMEOUT_MS = 40_000;

/**
 * @typedef {object} StartOptions
 * @property {import('./install').N8nInstall} n8n
 * @property {keyof typeof READY_LINES} [command] default: `start`
 * @property {string} userFolder becomes `N8N_USER_FOLDER`; n8n keeps everything in its `.n8n`
 * @property {string} logFile receives what n8n prints (appended)
 * @property {string} encryptionKey must be the same at every start on the same folder
 * @property {number} [port] default: a free one
 * @property {Record<string, string>} [env] more environment variables, for example `EXECUTIONS_MODE`
 * @property {number} [readyTimeoutMs] default 120,000 ms
 *
 * @typedef {object} N8nProcess
 * @property {number} pid
 * @property {string} baseUrl for example "http://127.0.0.1:40123"; nothing answers there in a worker, unless its health check is turned on
 * @property {string} logFile
 * @property {() => string} log all it has printed
 * @property {() => Promise<void>} stop asks it to end, kills it after 40 s; no error when it has ended already
 * @property {() => Promise<void>} kill9 ends it at once, as a crash would (SIGKILL)
 */

/**
 * Starts n8n on this machine's loopback address and waits until it is ready. It ends with this process, whatever becomes of that.
 *
 * @param {StartOptions} options
 * @returns {Promise<N8nProcess>} rejects when n8n ends or is not ready in time, with the end of its log in the message
 */
async function startN8nProcess(options) {
	// A port that was free a moment ago can be taken by the time n8n opens it.
	for (let attempt = 1; ; attempt++) {
		try {
			return await startOnce(options);
		} catch (error) {
			if (options.port !== undefined || attempt === 3 || !/already in use|EADDRINUSE/.test(String(error))) throw error;
		}
	}
}

/** @param {StartOptions} options @returns {Promise<N8nProcess>} */
async function startOnce({
	n8n,
	command = 'start',
	userFolder,
	logFile,
	encryptionKey,
	port,
	env = {},
	readyTimeoutMs = 120_000,
}) {
	const [serverPort, brokerPort] = await freePorts(2);
	const actualPort = port ?? serverPort;
	const output = fs.openSync(logFile, 'a');
	const startOfOutput = fs.fstatSync(output).size;
	const child = spawn(n8n.node, ['--require', path.join(__dirname, 'end-with-parent.js'), n8n.bin, command], {
		cwd: userFolder,
		detached: true,
		stdio: ['ignore', output, output, 'ipc'],
		env: {
			...inheritedEnvironment(n8n.node),
			N8N_USER_FOLDER: userFolder,
			N8N_ENCRYPTION_KEY: encryptionKey,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PORT: String(actualPort),
			QUEUE_HEALTH_CHECK_PORT: String(actualPort),
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_SECURE_COOKIE: 'false',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			NODE_COMPILE_CACHE: path.join(cacheRoot(), 'compile-cache'),
			...env,
		},
	});
	fs.closeSync(output);
	const tracked = trackChild(child);
	/** @type {string | undefined} */
	let ended;
	const end = new Promise((resolve) => {
		child.once('error', (error) => resolve((ended = `could not be started: ${error.message}`)));
		child.once('exit', (code, signal) => resolve((ended = `ended with ${signal ?? `code ${code}`}`)));
	});
	/** @param {NodeJS.Signals} signal */
	const kill = async (signal) => {
		if (ended === undefined) child.kill(signal);
		const timer = setTimeout(() => tracked.killGroup('SIGKILL'), STOP_TIMEOUT_MS);
		await end;
		clearTimeout(timer);
		tracked.killGroup('SIGKILL'); // its task runner, should it have stayed behind
	};
	const log = () => fs.readFileSync(logFile).subarray(startOfOutput).toString('utf8');

	const deadline = Date.now() + readyTimeoutMs;
	while (!log().includes(READY_LINES[command])) {
		const late = Date.now() > deadline;
		if (ended !== undefined || late) {
			await kill('SIGKILL');
			throw new Error(
				`n8n ${command} ${late ? `was not ready within ${readyTimeoutMs / 1000} s` : ended}:\n${lastLines(logFile, startOfOutput)}`,
			);
		}
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
	return {
		pid: /** @type {number} */ (child.pid),
		baseUrl: `http://127.0.0.1:${actualPort}`,
		logFile,
		log,
		stop: () => kill('SIGTERM'),
		kill9: () => kill('SIGKILL'),
	};
}

/**
 * This process's environment without what would make n8n a different one: its own settings, and those of npm and jest.
 *
 * @param {string} node
 */
function inheritedEnvironment(node) {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|OFFLOAD_|QUEUE_|npm_|JEST_|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL_)/;
	return Object.fromEntries(Object.entries(environmentFor(node)).filter(([name]) => !foreign.test(name)));
}

module.exports = { startN8nProcess };
