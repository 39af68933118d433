// @ts-check
'use strict';

const { fork } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { compileSources } = require('../compile-sources');

const ROOT = path.join(__dirname, '../..');
/** From its last word to its end. */
const ENDS_WITHIN_MS = 10_000;

/**
 * @typedef {object} PlantedFault
 * @property {string} file under `lib`
 * @property {string} search found once in it
 * @property {string} replace
 */

/**
 * @typedef {object} CampaignRun
 * @property {number} calls
 * @property {number} seed
 * @property {number} [only] this case alone
 * @property {import('../../lib/state/redis/redis-settings').RedisSettings} [redis] without it all state is in memory
 * @property {string[]} [focus] beginnings of the ids of faults; these alone are played
 * @property {boolean} [stopsEarly] with the first batch that breaks an invariant
 * @property {PlantedFault} [planted] a change of the library
 * @property {number} timeoutMs
 * @property {(figures: import('../../test/campaign/tally').Figures) => void} [onProgress]
 */

/**
 * Plays the fault campaign in a process of its own, on a compiled copy of the library.
 *
 * @param {CampaignRun} run
 * @returns {Promise<import('../../test/campaign/tally').Figures>}
 * @throws when the planted fault fits nowhere, or the process ends or takes too long
 */
async function startCampaign({ planted, timeoutMs, onProgress, ...options }) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-campaign-'));
	try {
		compileAll(folder, planted);
		return await play(path.join(folder, 'test/campaign/main.js'), options, timeoutMs, onProgress);
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/** @param {string} folder @param {PlantedFault} [planted] */
function compileAll(folder, planted) {
	let isPlanted = planted === undefined;
	compileSources({
		from: path.join(ROOT, 'lib'),
		to: path.join(folder, 'lib'),
		change: (file, text) => {
			if (file !== planted?.file) return text;
			isPlanted = text.split(planted.search).length === 2;
			return text.replace(planted.search, () => planted.replace);
		},
	});
	if (!isPlanted) throw new Error(`${planted?.file} does not hold, exactly once: ${planted?.search}`);
	for (const part of ['test/campaign', 'test/support/fault-server'])
		compileSources({ from: path.join(ROOT, part), to: path.join(folder, part) });
	fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}

/**
 * @param {string} program
 * @param {object} options
 * @param {number} timeoutMs
 * @param {CampaignRun['onProgress']} onProgress
 * @returns {Promise<import('../../test/campaign/tally').Figures>}
 */
async function play(program, options, timeoutMs, onProgress) {
	return await new Promise((resolve, reject) => {
		const child = fork(program, [], {
			execArgv: ['--enable-source-maps'],
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		child.send(options);
		let output = '';
		child.stdout?.on('data', (text) => (output += text));
		child.stderr?.on('data', (text) => (output += text));
		/** @type {import('../../test/campaign/tally').Figures | undefined} */
		let figures;
		let timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
		child.on('message', (message) => {
			const { figures: all, progress } = /** @type {any} */ (message);
			if (progress) onProgress?.(progress);
			if (!all) return;
			figures = all;
			// Nothing is left that would keep it alive.
			clearTimeout(timer);
			timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
		});
		child.on('exit', (code, signal) => {
			clearTimeout(timer);
			if (figures !== undefined && signal === null) resolve(figures);
			else
				reject(
					new Error(
						`The campaign ended (${code ?? signal}) ${figures ? 'only when it was killed' : 'before it was over'}: ${output}`,
					),
				);
		});
	});
}

module.exports = { startCampaign };
