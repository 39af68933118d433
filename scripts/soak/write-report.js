// @ts-check
'use strict';

/** @typedef {import('../../test/campaign/tally').Figures} Figures */

/**
 * What a campaign came to, in Markdown.
 *
 * @param {Figures} figures
 */
function writeReport({ seed, cases, calls, requests, attempts, tookMs, longestLagMs, faults, ...counts }) {
	const total = sum(counts.broken);
	const seconds = number(Math.round(tookMs / 1_000));
	return [
		`${number(calls)} calls in ${number(cases)} cases with seed ${seed}: ${number(attempts)} attempts, ${number(requests)} requests, ` +
			`${seconds} s; the process was held up for ${number(Math.round(longestLagMs))} ms at most. Broken promises: ${number(total)}.`,
		table(['Calls by ending', ''], countRows(counts.endings)),
		table(['Calls by kind', ''], countRows(counts.kinds)),
		table(['Faults', 'Kinds', 'Played', 'Fewest of a kind'], faultRows(faults)),
		...(total === 0
			? []
			: [table(['Broken promises', ''], countRows(counts.broken)), counts.violations.map(describe).join('\n')]),
	].join('\n\n');
}

/** @param {Figures['violations'][number]} violation */
function describe({ invariant, seed, case: number, call, what }) {
	const where = call === undefined ? '' : `, call ${call}`;
	return `- ${invariant}: ${what.replaceAll('\n', ' ')} (\`--seed ${seed} --case ${number}\`${where})`;
}

/** One row a family of faults. @param {Figures['faults']} faults */
function faultRows(faults) {
	/** @type {Map<string, Array<[string, number]>>} */
	const families = new Map();
	for (const [id, count] of Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))) {
		if (id === 'none') continue;
		const [family = '', ...what] = id.split('/');
		families.set(family, [...(families.get(family) ?? []), [what.join('/'), count]]);
	}
	return [...families].map(([family, kinds]) => [
		family,
		number(kinds.length),
		number(kinds.reduce((all, [, count]) => all + count, 0)),
		number(Math.min(...kinds.map(([, count]) => count))),
	]);
}

/** Every fault with its count. @param {Figures} figures */
const listFaults = ({ faults }) =>
	Object.entries(faults)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([id, count]) => `${String(count).padStart(8)}  ${id}`)
		.join('\n');

/** @param {Record<string, number>} counts */
const countRows = (counts) =>
	Object.entries(counts)
		.sort(([, a], [, b]) => b - a)
		.map(([name, count]) => [name, number(count)]);

/** @param {string[]} titles @param {string[][]} rows */
function table(titles, rows) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {Record<string, number>} counts */
const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);

/** @param {number} figure */
const number = (figure) => figure.toLocaleString('en-US');

module.exports = { writeReport, listFaults, describe };
