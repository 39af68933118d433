// @ts-check
'use strict';

/*
 * `npm run soak:faults -- --calls N --seed S`: plays faults of providers at random against the library, holds every call to what
 * is promised, and prints how often each was played and a report in Markdown
 * (`--report FILE` writes it). `--case K` plays one case of a seed alone. Ends with 1 when a promise was broken.
 */

const fs = require('node:fs');
const { parseArgs } = require('node:util');
const { startRedis } = require('../../bench/redis/start');
const { startCampaign } = require('./start-campaign');
const { listFaults, writeReport } = require('./write-report');

const MS_PER_CALL = 200;
const LEAST_MS = 120_000;

async function main() {
	const { values } = parseArgs({
		options: {
			calls: { type: 'string', default: '2000' },
			seed: { type: 'string', default: String(Date.now() % 1_000_000) },
			case: { type: 'string' },
			report: { type: 'string' },
		},
	});
	const calls = wholeNumber('--calls', values.calls);
	const seed = wholeNumber('--seed', values.seed);
	const only = values.case === undefined ? undefined : wholeNumber('--case', values.case);
	const redis = await startRedis();
	if (!redis) console.error('There is no redis-server and no valkey-server on the PATH: all state is in memory.');
	try {
		const figures = await startCampaign({
			...{ calls, seed, only, redis: redis?.settings() },
			timeoutMs: LEAST_MS + calls * MS_PER_CALL,
			onProgress: (now) =>
				process.stderr.write(
					`${now.calls} calls, ${Object.values(now.broken).reduce((sum, count) => sum + count, 0)} broken promises\n`,
				),
		});
		const report = writeReport(figures);
		console.log(`${listFaults(figures)}\n\n${report}`);
		if (values.report !== undefined) fs.writeFileSync(values.report, report);
		if (figures.violations.length > 0) process.exitCode = 1;
	} finally {
		await redis?.stop();
	}
}

/** @param {string} option @param {string} text */
function wholeNumber(option, text) {
	if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} must be a whole number, not ${JSON.stringify(text)}`);
	return Number(text);
}

main().catch((error) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
