import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export const ROOT = join(__dirname, '../..');

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All prose that is ours, by path from the root. */
export function listDocs(): string[] {
	const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
	const inDocs = existsSync(join(ROOT, 'docs'))
		? readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))
		: [];
	return [...top, ...inDocs.map((name) => posix.join('docs', name))].sort();
}

/** Rows of the Markdown table under a heading, its header and rule left out; cells without their code marks. */
export function tableUnder(text: string, heading: string): string[][] {
	const section = sectionUnder(text, heading);
	const rows = section
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim().replaceAll('`', '')),
		);
	return rows.slice(2);
}

/** The text from a heading to the next one of the same or a higher level. */
export function sectionUnder(text: string, heading: string): string {
	const lines = text.split('\n');
	const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
	if (start < 0) throw new Error(`There is no heading "${heading}".`);
	const level = lines[start]!.indexOf(' ');
	const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
	return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** Fenced code blocks in a language. */
export function codeBlocks(text: string, language: string): string[] {
	return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
		.filter(([, name]) => name === language)
		.map(([, , code]) => code!);
}

/** Links and images in prose, code left out. */
export function linksIn(text: string): string[] {
	const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
	return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** The anchor that GitHub and npm give a heading. */
export function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');
}
