import type { DigestContent, DigestTable } from './digest-content';

/** A line a row, for a phone's notification: names, then figures. The title stands apart. */
export function digestText({ sentences, table, rest }: DigestContent): string {
	const lines = [...(table ? tableLines(table) : []), ...(rest === undefined ? [] : [rest])];
	return [...sentences, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

function tableLines({ columns, rows }: DigestTable): string[] {
	return rows.map((cells) => {
		const named = cells.map((cell, index) => ({ cell, ...columns[index] }));
		const names = named.filter(({ isFigure }) => !isFigure).map(({ cell }) => cell);
		const [spend = '', ...others] = named.filter(({ isFigure, cell }) => isFigure && cell !== '').map(figureText);
		return `${names.join(', ')}: ${spend}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
	});
}

const figureText = ({ cell, name }: { cell: string; name?: string }) =>
	name === 'Calls' ? `${cell} ${cell === '1' ? 'call' : 'calls'}` : cell;
