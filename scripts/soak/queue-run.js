// @ts-check
'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const { startProvider } = require('./queue-provider');

/** One limit of 60 requests in 2 s; counted is a window that is longer by the allowance for the way, as the router does. */
const RPM = 60;
const WINDOW_MS = 2_000;
const COUNTED_MS = 2_250;
const DISTURB_EVERY_MS = 6_000;
const PAUSE_MS = 20_000;
/** Of a run that the machine disturbs. */
const MAX_RUNS = 3;
/** So many calls of each process are under way or wait. */
const AT_ONCE = 20;

/**
 * @typedef {object} QueueTask what a process gets to do
 * @property {string} name
 * @property {object} redis settings
 * @property {string} baseUrl
 * @property {number} rpm
 * @property {number} windowMs
 * @property {number} atOnce
 */

/**
 * @typedef {object} QueueRun
 * @property {string | readonly string[]} lib folder of the compiled library; of several, processes take them in turn
 * @property {object} redis settings of a state of its own
 * @property {'killed' | 'paused' | 'left alone'} becomes what one process after the other becomes, one every 6 s: killed and
 *   started again, or paused for 20 s
 * @property {number} processes
 * @property {number} forMs
 */

/**
 * @typedef {object} QueueResult
 * @property {number} requests that reached the provider
 * @property {number} busiestWindow the most requests in any window of the limit
 * @property {number} limit
 * @property {number} lastThirdShare of the requests that the limit allowed in the last third, those that were made
 * @property {number} longestGapMs between two requests
 * @property {number} longestStallMs for which a process, or the provider, got no processor. Beyond the allowance for the way
 *   (a quarter of a second), what the provider counts is not what was granted
 * @property {Record<string, number>} ends how calls ended, and how often
 */

/**
 * Processes that share one limit, each with more calls than fit, while one after the other is killed or paused.
 *
 * @param {QueueRun} run
 * @returns {Promise<QueueResult>}
 */
async function runQueue({ lib, redis, becomes, processes, forMs }) {
	const provider = await startProvider();
	/** @type {Record<string, number>} */
	const ends = {};
	const libs = [lib].flat();
	const ownDelay = monitorEventLoopDelay({ resolution: 10 });
	ownDelay.enable();
	let childStallMs = 0;
	const start = (/** @type {number} */ number) => {
		const child = fork(path.join(__dirname, 'queue-process.js'), [libs[number % libs.length] ?? ''], { execArgv: [] });
		child.on('message', (/** @type {string | {stallMs: number}} */ said) => {
			if (typeof said === 'string') ends[said] = (ends[said] ?? 0) + 1;
			else childStallMs = Math.max(childStallMs, said.stallMs);
		});
		/** @type {QueueTask} */
		const task = {
			name: `p${number}`,
			redis,
			baseUrl: provider.baseUrl,
			rpm: RPM,
			windowMs: COUNTED_MS,
			atOnce: AT_ONCE,
		};
		child.send(task);
		return child;
	};
	const children = Array.from({ length: processes }, (_, number) => start(number));
	/** @type {NodeJS.Timeout[]} */
	const timers = [];
	const disturb = (/** @type {number} */ number) => {
		const child = children[number];
		if (becomes === 'killed') {
			child?.kill('SIGKILL');
			children[number] = start(number);
		} else if (becomes === 'paused') {
			child?.kill('SIGSTOP');
			timers.push(setTimeout(() => child?.kill('SIGCONT'), PAUSE_MS));
		}
	};
	try {
		await untilAllWork(provider.arrivalsMs, processes);
		const startedMs = performance.now();
		ownDelay.reset();
		childStallMs = 0;
		for (let turn = 0; (turn + 1) * DISTURB_EVERY_MS < forMs; turn++) {
			await sleep(startedMs + (turn + 1) * DISTURB_EVERY_MS - performance.now());
			disturb(turn % processes);
		}
		await sleep(startedMs + forMs - performance.now());
		const longestStallMs = Math.round(Math.max(childStallMs, ownDelay.max / 1e6));
		return { ...resultOf(provider.arrivalsMs, startedMs, forMs), longestStallMs, ends };
	} finally {
		ownDelay.disable();
		for (const timer of timers) clearTimeout(timer);
		await Promise.all(children.map(end));
		await provider.close();
	}
}

/** The first windows are full. @param {readonly number[]} arrivalsMs @param {number} processes */
async function untilAllWork(arrivalsMs, processes) {
	const deadlineMs = performance.now() + 30_000;
	while (arrivalsMs.length < 2 * RPM) {
		if (performance.now() > deadlineMs)
			throw new Error(`${processes} processes made ${arrivalsMs.length} of ${2 * RPM} calls within 30 s`);
		await sleep(50);
	}
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGKILL'); // ends a paused one too
	await ended;
}

/** @param {readonly number[]} arrivalsMs @param {number} startedMs @param {number} forMs */
function resultOf(arrivalsMs, startedMs, forMs) {
	const lastThirdFromMs = startedMs + (forMs * 2) / 3;
	const lastThird = arrivalsMs.filter((atMs) => atMs >= lastThirdFromMs && atMs < startedMs + forMs).length;
	const inTest = arrivalsMs.filter((atMs) => atMs >= startedMs);
	const gaps = inTest.map((atMs, i) => atMs - (i === 0 ? startedMs : (inTest[i - 1] ?? startedMs)));
	return {
		requests: arrivalsMs.length,
		busiestWindow: busiestWindow(arrivalsMs),
		limit: RPM,
		lastThirdShare: lastThird / ((RPM * forMs) / 3 / COUNTED_MS),
		longestGapMs: Math.round(Math.max(0, ...gaps)),
	};
}

/** @param {readonly number[]} arrivalsMs in order */
function busiestWindow(arrivalsMs) {
	let first = 0;
	let most = 0;
	arrivalsMs.forEach((atMs, last) => {
		while ((arrivalsMs[first] ?? atMs) <= atMs - WINDOW_MS) first++;
		most = Math.max(most, last - first + 1);
	});
	return most;
}

/**
 * Whether the machine stood still for so long that the provider cannot tell whether the limit held: a run to repeat.
 *
 * @param {QueueResult} result
 */
function wasDisturbed({ longestStallMs, ends }) {
	return longestStallMs > COUNTED_MS - WINDOW_MS || ends['answered apart'] !== undefined;
}

/**
 * A run that the machine let be: repeated, three times at most, while it was disturbed and looks wrong.
 *
 * @param {QueueRun} run
 * @returns {Promise<QueueResult>} of the last run
 */
async function runQueueUndisturbed(run) {
	for (let tries = 1; ; tries++) {
		const result = await runQueue(run);
		const looksRight = result.busiestWindow <= result.limit && result.ends['answered apart'] === undefined;
		if (looksRight || !wasDisturbed(result) || tries === MAX_RUNS) return result;
	}
}

module.exports = { runQueue, runQueueUndisturbed };
