// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { endWithThisProcess } = require('../../scripts/n8n/end-with-this-process');
const { freeServerPort } = require('../../scripts/n8n/free-ports');

const READY_WITHIN_MS = 10_000;

/**
 * @typedef {object} BenchRedis
 * @property {number} port on 127.0.0.1
 * @property {string} version
 * @property {() => import('../../dist/lib').RedisSettings} settings of a state of its own
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Redis of its own, without persistence, or gives undefined where there is no `redis-server` or `valkey-server`.
 *
 * @returns {Promise<BenchRedis | undefined>}
 */
async function startRedis() {
	for (const program of ['redis-server', 'valkey-server']) {
		const redis = await start(program);
		if (redis) return redis;
	}
	return undefined;
}

/** @param {string} program @returns {Promise<BenchRedis | undefined>} */
async function start(program) {
	const port = await freeServerPort();
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-redis-'));
	const child = spawn(program, [
		'--port',
		String(port),
		'--bind',
		'127.0.0.1',
		'--save',
		'',
		'--appendonly',
		'no',
		'--dir',
		folder,
	]);
	let output = '';
	const started = new Promise((resolve) => {
		child.on('error', () => resolve(false));
		child.on('exit', () => resolve(false));
		child.stdout?.on('data', (text) => /eady to accept connections/.test((output += text)) && resolve(true));
		setTimeout(() => resolve(false), READY_WITHIN_MS).unref();
	});
	if (!(await started) || child.pid === undefined) {
		fs.rmSync(folder, { recursive: true, force: true });
		return undefined;
	}
	const guard = endWithThisProcess(child.pid, { signal: 'KILL', folder });
	let states = 0;
	return {
		port,
		version: /version=([\d.]+)/i.exec(output)?.[1] ?? 'unknown',
		settings: () => ({
			servers: { kind: 'server', host: '127.0.0.1', port },
			database: 0,
			keyPrefix: `bench-${++states}`,
		}),
		async stop() {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
			guard.release();
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

module.exports = { startRedis };
