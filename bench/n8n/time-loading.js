// @ts-check
'use strict';

/**
 * Loaded into n8n ahead of its own code: adds up the time in which n8n loads this package (requires its node and credential files,
 * reads their codex and descriptions) and writes the sum to the file that `BENCH_LOADING_FILE` names.
 */

const fs = require('node:fs');
const Module = require('node:module');

const LOADER_FILE = /n8n-core[\\/]dist[\\/]nodes-loader[\\/]package-directory-loader\.js$/;
const loadModule = /** @type {any} */ (Module.prototype).load;
let totalMs = 0;

/** @type {any} */ (Module.prototype).load = function (/** @type {string} */ filename) {
	const result = loadModule.call(this, filename);
	if (LOADER_FILE.test(filename)) timeLoader(this.exports.PackageDirectoryLoader.prototype);
	return result;
};

/** @param {{loadAll: () => Promise<void>}} prototype */
function timeLoader(prototype) {
	const { loadAll } = prototype;
	/** @this {{packageName: string}} */
	prototype.loadAll = async function () {
		const startedAt = performance.now();
		await loadAll.call(this);
		if (this.packageName !== 'n8n-nodes-routed-llm') return;
		totalMs += performance.now() - startedAt;
		if (process.env.BENCH_LOADING_FILE) fs.writeFileSync(process.env.BENCH_LOADING_FILE, String(totalMs));
	};
}
