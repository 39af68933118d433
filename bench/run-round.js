// @ts-check
'use strict';

const { TEXT } = require('./mock/openai-wire');
const { quantile } = require('./statistics');

/** @typedef {{p50: number, p95: number, p99: number}} Summary milliseconds */

/**
 * Calls one after the other, each of which must give the mock server's answer.
 *
 * @param {() => Promise<string>} call gives the answer's text
 * @param {number} count
 * @returns {Promise<Summary>}
 */
async function runRound(call, count) {
	const durations = [];
	for (let done = 0; done < count; done++) {
		const startedAt = performance.now();
		const text = await call();
		durations.push(performance.now() - startedAt);
		if (text !== TEXT) throw new Error(`A call answered "${text}"`);
	}
	return { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95), p99: quantile(durations, 0.99) };
}

module.exports = { runRound };
