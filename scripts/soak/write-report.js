// @ts-check
'use strict';

/**
 * What a campaign came to, in Markdown.
 *
 * @param {import('../../test/campaign/tally').Figures} figures
 */
function writeReport({
	seed,
	cases,
	calls,
	requests,
	attempts,
	tookMs,
	faults,
	endings,
	kinds,
	broken,
	violations,
	longestLagMs,
}) {
	const total = Object.values(broken).reduce((sum, count) => sum + count, 0);
	const played = Object.entries(faults).filter(([id]) => id !== 'none');
	return [
		`${number(calls)} calls in ${number(cases)} cases with seed ${seed}, ${number(attempts)} attempts, ${number(requests)} requests, ${number(Math.round(tookMs / 1_000))} s; the process was held up for ${Math.round(longestLagMs)} ms at most. Broken promises: ${number(total)}.`,
		table('How calls ended', endings),
		table('Kinds of calls', kinds),
		table(`Faults played (${played.length} kinds)`, Object.fromEntries(played.sort(([a], [b]) => (a < b ? -1 : 1)))),
		...(total === 0 ? [] : [table('Broken promises', broken), violations.map(describe).join('\n')]),
	].join('\n\n');
}

/** @param {import('../../test/campaign/invariants/violation').Violation} violation */
function describe({ invariant, seed, case: number, call, what }) {
	const where = call === undefined ? '' : `, call ${call}`;
	return `- ${invariant}: ${what.replaceAll('\n', ' ')} (\`--seed ${seed} --case ${number}\`${where})`;
}

/** @param {string} title @param {Record<string, number>} counts */
function table(title, counts) {
	const rows = Object.entries(counts).map(([name, count]) => `| ${name.replaceAll('|', '\\|')} | ${number(count)} |`);
	return [`| ${title} | |`, '| --- | ---: |', ...rows].join('\n');
}

/** @param {number} figure */
const number = (figure) => figure.toLocaleString('en-US');

module.exports = { writeReport, describe };
