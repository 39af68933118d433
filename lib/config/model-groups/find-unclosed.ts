import type { Document, Node, YAMLError } from 'yaml';

/**
 * Quotes and brackets that are not closed where they should be: the parser notices lines later, and people look at the beginning.
 * @returns undefined when the fault is another one
 */
export function findUnclosed(
	error: YAMLError,
	contents: Document['contents'],
	text: string,
): { offset: number; message: string } | undefined {
	const at = error.pos[0];
	const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
	if (quote !== undefined)
		return { offset: Math.max(0, text.lastIndexOf(quote, at)), message: 'The quote that opens here is not closed' };
	const nodes = nodesIn(contents);
	const longQuote = nodes.find(({ range }) => {
		const [start, end] = range!;
		return (
			/^["']/.test(text[start]!) &&
			start <= at &&
			text.slice(start, end).includes('\n') &&
			!text.slice(end, at).includes('\n')
		);
	});
	if (longQuote !== undefined)
		return {
			offset: longQuote.range![0],
			message:
				'The quote that opens here ends only on a later line, and what follows there has no meaning; is a closing quote missing?',
		};
	const bracket = nodes
		.filter(({ range }) => range![0] < at && at <= range![2] + 1 && isOpen(text, range!))
		.sort((a, b) => b.range![0] - a.range![0])[0];
	if (bracket !== undefined)
		return { offset: bracket.range![0], message: `The ${text[bracket.range![0]]} that opens here is not closed` };
	return undefined;
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

function isOpen(text: string, [start, end]: readonly [number, number, number]): boolean {
	const closing = CLOSING[text[start]!];
	return closing !== undefined && text[end - 1] !== closing;
}

/** All nodes that have a place; what is broken may lack some. */
function nodesIn(node: unknown): Node[] {
	if (typeof node !== 'object' || node === null) return [];
	const { range, items, key, value } = node as { range?: unknown; items?: unknown[]; key?: unknown; value?: unknown };
	const inner = [...(items ?? []), key, value].flatMap(nodesIn);
	return Array.isArray(range) ? [node as Node, ...inner] : inner;
}
