import type { DigestContent, DigestTable } from './digest-content';

/** With a table as GitHub and most others write it. Names stand as they are, whatever signs are in them. */
export function digestMarkdown({ title, sentences, table, rest }: DigestContent): string {
	const blocks = [
		`## ${escapeMarkdown(title)}`,
		sentences.map(escapeMarkdown).join('\n'),
		table && tableMarkdown(table),
		rest,
	];
	return `${blocks.filter((block) => block !== undefined).join('\n\n')}\n`;
}

function tableMarkdown({ columns, rows }: DigestTable): string {
	return [
		columns.map(({ name }) => escapeMarkdown(name)),
		columns.map(({ isFigure }) => (isFigure ? '---:' : '---')),
		...rows.map((cells) => cells.map(escapeMarkdown)),
	]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

const escapeMarkdown = (text: string) => text.replace(/[\\`*_[\]<>|~#&]/g, '\\$&');
