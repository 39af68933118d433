// @ts-check
'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { streamedAnswer } = require('../mock/openai-wire');
const { table } = require('../table');

const PROCESSES = 8;
const RPM = 120;
const AT_ONCE = 30;
const RUN_MS = 190_000;
const WINDOW_MS = 60_000;
/** What is counted for a window, so that it holds at the provider too. */
const COUNTED_MS = 60_250;

/**
 * Whether a limit of RPM 120 holds in every 60 s when eight processes want more, as seen by the server, and how much of it is used. Takes
 * three minutes.
 *
 * @param {import('./start').BenchRedis} redis
 * @returns {Promise<string>} the report
 */
async function measureLimit(redis) {
	/** @type {number[]} */
	const times = [];
	const server = http.createServer((request, response) => {
		times.push(Date.now());
		request.resume();
		response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(streamedAnswer);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	const parameters = [`http://127.0.0.1:${port}/v1`, JSON.stringify(redis.settings()), String(RPM), String(AT_ONCE)];
	const children = Array.from({ length: PROCESSES }, () =>
		fork(path.join(__dirname, 'limit-child.js'), parameters, { execArgv: [] }),
	);
	await sleep(RUN_MS);
	const ends = await Promise.all(
		children.map(async (child) => {
			child.send('end');
			const [end] = await once(child, 'message');
			return /** @type {{failed: number}} */ (end);
		}),
	);
	server.close();
	server.closeAllConnections();
	return report(
		times,
		ends.reduce((sum, { failed }) => sum + failed, 0),
	);
}

/** @param {number[]} times @param {number} failed */
function report(times, failed) {
	let first = 0;
	let busiest = 0;
	times.forEach((time, last) => {
		while ((times[first] ?? 0) <= time - WINDOW_MS) first++;
		busiest = Math.max(busiest, last - first + 1);
	});
	const turns = times.slice(RPM).map((time, i) => time - (times[i] ?? 0));
	const used = COUNTED_MS / (turns.reduce((sum, turn) => sum + turn, 0) / turns.length);
	return [
		`RPM ${RPM}, ${PROCESSES} processes with ${AT_ONCE} calls each under way, ${RUN_MS / 1000} s, as the server saw it`,
		'',
		table(
			['', ''],
			[
				['requests', String(times.length)],
				['most in any 60 s', String(busiest)],
				[`used of what ${COUNTED_MS / 1000} s allow`, `${(used * 100).toFixed(2)} %`],
				['calls that failed or went on without Redis', String(failed)],
			],
		),
	].join('\n');
}

module.exports = { measureLimit };
