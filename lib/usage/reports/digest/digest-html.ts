import { escapeMarkup } from '../escape-markup';
import type { DigestContent, DigestTable } from './digest-content';

/** Sizes in pixels and greys that read on white and on black: mail programs know little more, and each has its own dark mode. */
const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const CELL = 'padding:6px 12px 6px 0;border-bottom:1px solid #999';
const FIGURE = `${CELL};text-align:right;white-space:nowrap`;

/** A part of a page or mail: no script, no style sheet, nothing to load, no colour that it takes from a background of its own. */
export function digestHtml({ title, sentences, table, rest }: DigestContent): string {
	return [
		`<div style="${FONT};font-size:15px;line-height:1.5;max-width:640px">`,
		`<h2 style="font-size:20px;margin:0 0 8px">${escapeMarkup(title)}</h2>`,
		`<p style="margin:0 0 16px">${sentences.map(escapeMarkup).join('<br>')}</p>`,
		...(table ? [tableHtml(table)] : []),
		...(rest === undefined ? [] : [`<p style="margin:8px 0 0;color:#777">${escapeMarkup(rest)}</p>`]),
		'</div>',
	].join('\n');
}

/** Without a document type, which mail programs drop, a table would take neither size nor colour from what it is in. */
function tableHtml({ columns, rows }: DigestTable): string {
	const styleOf = (index: number) => (columns[index]?.isFigure ? FIGURE : `${CELL};text-align:left`);
	const row = (tag: 'th' | 'td', cells: readonly string[]) =>
		`<tr>${cells.map((cell, index) => `<${tag} style="${styleOf(index)}">${escapeMarkup(cell)}</${tag}>`).join('')}</tr>`;
	return [
		'<table style="border-collapse:collapse;font-size:15px;color:inherit">',
		row(
			'th',
			columns.map(({ name }) => name),
		),
		...rows.map((cells) => row('td', cells)),
		'</table>',
	].join('\n');
}
