// @ts-check
'use strict';

/**
 * The value below which a share of the sorted sample lies (nearest rank).
 *
 * @param {number[]} values at least one
 * @param {number} share in (0, 1]
 */
function quantile(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** @param {number[]} values at least one */
function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? (sorted[middle] ?? NaN)
		: ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * Lets contenders take turns, a round each, so that whatever slows the machine down for a while meets all of them. Their order is
 * shuffled anew for each round, since one contender can leave work behind for the next; the same shuffles in every run.
 *
 * @template {string} Name
 * @template Result
 * @param {Record<Name, () => Promise<Result>>} contenders one round of each
 * @param {number} rounds
 * @returns {Promise<Record<Name, Result[]>>} of each contender its results, by round
 */
async function alternate(contenders, rounds) {
	const names = /** @type {Name[]} */ (Object.keys(contenders));
	const results = /** @type {Record<Name, Result[]>} */ ({});
	for (const name of names) results[name] = [];
	const random = randomNumbers(1);
	for (let round = 0; round < rounds; round++) {
		for (const name of shuffled(names, random)) results[name].push(await contenders[name]());
	}
	return results;
}

/** @template T @param {T[]} list @param {() => number} random @returns {T[]} */
function shuffled(list, random) {
	return list
		.map((value) => ({ value, key: random() }))
		.sort((a, b) => a.key - b.key)
		.map(({ value }) => value);
}

/**
 * Numbers in [0, 1) that look random, the same for the same seed (Mulberry32).
 *
 * @param {number} seed
 */
function randomNumbers(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

module.exports = { alternate, median, quantile, randomNumbers };
