// @ts-check
'use strict';

/**
 * A Markdown table with its columns padded, so that it reads well in a terminal too. All columns but the first are aligned right.
 *
 * @param {string[]} heading
 * @param {string[][]} rows
 * @returns {string}
 */
function table(heading, rows) {
	const lines = [heading, ...rows];
	const widths = heading.map((_, column) => Math.max(3, ...lines.map((line) => (line[column] ?? '').length)));
	/** @param {string[]} cells */
	const format = (cells) => `| ${widths.map((width, column) => pad(cells[column] ?? '', width, column)).join(' | ')} |`;
	const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
	return [format(heading), rule, ...rows.map(format)].join('\n');
}

/** @param {string} text @param {number} width @param {number} column */
function pad(text, width, column) {
	return column === 0 ? text.padEnd(width) : text.padStart(width);
}

module.exports = { table };
