// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { setInterval: every } = require('node:timers/promises');
const { startN8nProcess } = require('../../scripts/n8n/n8n-process');
const { ENCRYPTION_KEY } = require('../../scripts/n8n/user-folder');
const { alternate, median } = require('../statistics');
const { table } = require('../table');

const ROUNDS = 5;
const LOOK_EVERY_MS = 5;
const READY_LINE = 'Editor is now accessible';

/** @typedef {{readyMs: number, loadingMs: number}} Start */

/**
 * How long n8n takes to be ready: with this package installed, with one that does nothing, and with none.
 *
 * @param {import('../../scripts/n8n/install').N8nInstall} n8n
 * @param {{withPackage: string, withEmpty: string, without: string}} userFolders n8n is not running on them
 * @returns {Promise<string>} the report
 */
async function measureStart(n8n, { withPackage, withEmpty, without }) {
	const contenders = {
		without: () => startOnce(n8n, without),
		withEmpty: () => startOnce(n8n, withEmpty),
		withPackage: () => startOnce(n8n, withPackage),
	};
	await alternate(contenders, 1);
	const starts = await alternate(contenders, ROUNDS);
	const readyMs = (/** @type {keyof typeof contenders} */ name) => starts[name].map((start) => start.readyMs);
	const pairedMs = (/** @type {keyof typeof contenders} */ name, /** @type {keyof typeof contenders} */ base) =>
		readyMs(name).map((ms, round) => ms - (readyMs(base)[round] ?? NaN));
	/** @param {string} label @param {number[]} values */
	const row = (label, values) => [
		label,
		median(values).toFixed(0),
		`${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`,
	];
	return [
		`Start of the real n8n until "${READY_LINE}", in ms (medians of ${ROUNDS} starts each, alternating)`,
		'',
		table(
			['', 'median', 'from, to'],
			[
				row('without a community package', readyMs('without')),
				row('with one that does nothing', readyMs('withEmpty')),
				row('with this package', readyMs('withPackage')),
				row('the one that does nothing, difference to none, paired', pairedMs('withEmpty', 'without')),
				row('**this package, difference to the one that does nothing, paired**', pairedMs('withPackage', 'withEmpty')),
				row(
					"n8n's loading of this package, timed inside",
					starts.withPackage.map(({ loadingMs }) => loadingMs),
				),
			],
		),
	].join('\n');
}

/** @param {import('../../scripts/n8n/install').N8nInstall} n8n @param {string} userFolder @returns {Promise<Start>} */
async function startOnce(n8n, userFolder) {
	const logFile = path.join(userFolder, 'start.log');
	const loadingFile = path.join(userFolder, 'loading-ms');
	fs.rmSync(logFile, { force: true });
	const ready = timeUntilReady(logFile);
	const n8nProcess = await startN8nProcess({
		n8n,
		userFolder,
		encryptionKey: ENCRYPTION_KEY,
		logFile,
		env: { NODE_OPTIONS: `--require=${path.join(__dirname, 'time-loading.js')}`, BENCH_LOADING_FILE: loadingFile },
	});
	try {
		const loadingMs = fs.existsSync(loadingFile) ? Number(fs.readFileSync(loadingFile, 'utf8')) : 0;
		return { readyMs: await ready, loadingMs };
	} finally {
		await n8nProcess.stop();
	}
}

/** From the log file's creation, right before n8n is spawned, to the ready line in it. @param {string} logFile */
async function timeUntilReady(logFile) {
	for await (const _ of every(LOOK_EVERY_MS, undefined, { ref: false })) {
		if (!fs.existsSync(logFile)) continue;
		if (fs.readFileSync(logFile, 'utf8').includes(READY_LINE)) return Date.now() - fs.statSync(logFile).birthtimeMs;
	}
	throw new Error('unreachable');
}

module.exports = { measureStart };
