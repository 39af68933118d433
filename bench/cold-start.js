// @ts-check
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { alternate, median } = require('./statistics');
const { table } = require('./table');

const ROUNDS = 9;
const PROCESS_TIMEOUT_MS = 60_000;
const repository = path.resolve(__dirname, '..');

/**
 * What is paid once per process: loading, and the first call. Every figure comes from processes of their own, with the files in the
 * operating system's cache and without Node's compile cache.
 *
 * @param {import('./mock/start').MockServer} mock
 * @returns {Promise<string>} the report
 */
async function measureColdStart(mock) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-'));
	try {
		const calls = await alternate(
			{
				direct: () => runChild('first-call.js', ['direct', mock.baseUrl(0)]),
				routed: () => runChild('first-call.js', ['routed', mock.baseUrl(0), fs.mkdtempSync(path.join(folder, 'log-'))]),
				routedLate: () =>
					runChild('first-call.js', ['routed', mock.baseUrl(300), fs.mkdtempSync(path.join(folder, 'log-'))]),
			},
			ROUNDS,
		);
		const modules = await alternate(moduleLoads(), ROUNDS);
		return [reportFirstCall(calls), '', reportModules(modules)].join('\n');
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** What n8n requires at its start has n8n-workflow loaded before it: n8n itself did that. */
function moduleLoads() {
	const { nodes, credentials } = require('../package.json').n8n;
	const n8nFiles = [...nodes, ...credentials].map((file) => path.join(repository, file));
	/** @type {Record<string, () => Promise<Record<string, number>>>} */
	const loads = {
		"this package's node and credential files, all that n8n requires at start": () =>
			runChild('load-module.js', [...n8nFiles, '--loaded', 'n8n-workflow']),
		lib: () => runChild('load-module.js', [repository]),
	};
	for (const name of ['openai', '@anthropic-ai/sdk', 'ollama', 'undici', '@pydantic/genai-prices', 'node:sqlite']) {
		loads[`${name}, at first use`] = () => runChild('load-module.js', [name]);
	}
	return loads;
}

/** @param {string} file @param {string[]} args @returns {Promise<Record<string, number>>} */
async function runChild(file, args) {
	const { NODE_COMPILE_CACHE, NODE_OPTIONS, ...env } = process.env;
	const command = ['--no-warnings', path.join(__dirname, 'child', file), ...args];
	const { stdout } = await promisify(execFile)(process.execPath, command, {
		timeout: PROCESS_TIMEOUT_MS,
		env,
		cwd: repository,
	});
	return JSON.parse(stdout);
}

/** @param {Record<string, Record<string, number>[]>} calls */
function reportFirstCall(calls) {
	const steps = ['load', 'prepare', 'first', 'second'];
	/** @param {string} label @param {string} name */
	const row = (label, name) => [
		label,
		...steps.map((step) => median((calls[name] ?? []).map((times) => times[step] ?? NaN)).toFixed(1)),
	];
	return [
		`First call of a process, in ms (medians of ${ROUNDS} processes each, alternating)`,
		'',
		table(
			['', 'require', 'make client or router', 'first call', 'second call'],
			[
				row('openai SDK, answer at once', 'direct'),
				row('router, answer at once', 'routed'),
				row('router, answer after 300 ms', 'routedLate'),
			],
		),
	].join('\n');
}

/** @param {Record<string, Record<string, number>[]>} modules */
function reportModules(modules) {
	const rows = Object.entries(modules).map(([name, times]) => [
		name,
		median(times.map(({ loadMs }) => loadMs ?? NaN)).toFixed(1),
	]);
	return [`Loading, in ms (medians of ${ROUNDS} processes each, alternating)`, '', table(['', 'require'], rows)].join(
		'\n',
	);
}

module.exports = { measureColdStart };
