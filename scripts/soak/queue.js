// @ts-check
'use strict';

const path = require('node:path');
const { startRedis } = require('../../bench/redis/start');
const { table } = require('../../bench/table');
const { runQueue } = require('./queue-run');

const PROCESSES = 6;
const FOR_MS = 60_000;
const LIB = path.join(__dirname, '../../dist/lib');

/** Prints how much of a limit six processes use while one after the other is left alone, killed and paused. */
async function main() {
	const redis = await startRedis();
	if (!redis) throw new Error('This needs redis-server or valkey-server on the PATH.');
	try {
		const rows = [];
		for (const becomes of /** @type {const} */ (['left alone', 'killed', 'paused'])) {
			const run = { lib: LIB, redis: redis.settings(), becomes, processes: PROCESSES, forMs: FOR_MS };
			const result = await runQueue(run);
			const failed = Object.entries(result.ends).filter(([end]) => end !== 'answered');
			rows.push([
				becomes,
				`${Math.round(result.lastThirdShare * 100)} %`,
				`${result.busiestWindow} of ${result.limit}`,
				`${(result.longestGapMs / 1000).toFixed(1)} s`,
				failed.length === 0 ? 'none' : failed.map(([end, count]) => `${count} ${end}`).join('; '),
			]);
		}
		const heads = [
			'One process every 6 s is',
			'Used of the limit',
			'Busiest window',
			'Longest pause',
			'Calls that failed or went apart',
		];
		console.log(table(heads, rows));
	} finally {
		await redis.stop();
	}
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
