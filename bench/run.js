// @ts-check
'use strict';

/*
 * `npm run bench`: what routing costs, on this machine, now. One mock server in a process of its own answers everything; contenders
 * take turns. The method and the figures of one run are in docs/benchmarks.md.
 *
 * `npm run bench -- --against COMMIT [--rounds N]`: what this version takes beside the version at that commit, and nothing else.
 */

const os = require('node:os');
const { parseArgs } = require('node:util');
const { measureAgainst } = require('./against/run');
const { measureCallOverhead } = require('./call-overhead');
const { measureColdStart } = require('./cold-start');
const { measureFailover } = require('./failover');
const { startMockServer } = require('./mock/start');
const { measureInN8n, n8nIsInstalled } = require('./n8n');
const { measureAdmission } = require('./redis/admission');
const { measureSharedCall } = require('./redis/call');
const { measureLimit } = require('./redis/limit');
const { startRedis } = require('./redis/start');

async function main() {
	const { values } = parseArgs({ options: { against: { type: 'string' }, rounds: { type: 'string' } } });
	print(
		`Node.js ${process.version}, ${os.availableParallelism()} cores (${os.cpus()[0]?.model ?? 'unknown'}), load average ${os.loadavg()[0]?.toFixed(1)}`,
	);
	if (values.against === undefined) return await measureAll();
	print(await measureAgainst(values.against, values.rounds === undefined ? undefined : Number(values.rounds)));
}

async function measureAll() {
	const mock = await startMockServer();
	try {
		print(await measureCallOverhead(mock));
		print(await measureFailover(mock));
		print(await measureColdStart(mock));
		await measureWithRedis(mock);
		if (n8nIsInstalled()) await measureInN8n(mock, print);
		else
			print(
				'The real n8n is not installed, so nothing was measured in it. Get it with: node scripts/n8n/install.js (2.8 GB, some minutes)',
			);
	} finally {
		mock.close();
	}
}

/** @param {import('./mock/start').MockServer} mock */
async function measureWithRedis(mock) {
	const redis = await startRedis();
	if (!redis)
		return print(
			'There is no redis-server and no valkey-server on the PATH, so nothing was measured with shared state',
		);
	try {
		print(await measureSharedCall(mock, redis));
		print(await measureAdmission(redis));
		print(await measureLimit(redis));
	} finally {
		await redis.stop();
	}
}

/** @param {string} text */
function print(text) {
	process.stdout.write(`${text}\n\n`);
}

main().then(
	() => process.exit(),
	(error) => {
		process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
		process.exit(1);
	},
);
