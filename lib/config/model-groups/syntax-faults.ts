import type { Document, YAMLError } from 'yaml';
import { MAX_REPORTED_FAULTS } from '../../bounds';
import { findUnclosed } from './find-unclosed';

/** What is wrong with the writing, not with what it says. */
export interface SyntaxFault {
	/** In characters from the beginning of the text. */
	offset: number;
	message: string;
	/** What is written from here on cannot be told. */
	breaks: boolean;
}

/** Sentences for what spoils one value and leaves the rest readable. */
const HARMLESS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
	BAD_DQ_ESCAPE:
		'In double quotes a \\ begins an escape, and there is none like this; write \\\\, or use single quotes',
	BAD_SCALAR_START: 'A value cannot begin with this character; put it in quotes',
	TAG_RESOLVE_FAILED: 'A tag (a word that begins with !) means nothing here; remove it, or put the value in quotes',
	BAD_DIRECTIVE: 'A line that begins with % means nothing here; remove it',
};

const TAB = 'A tab stands where YAML wants spaces; indent with spaces only';
/** Who indents with tabs does it in every line. */
const MAX_TABS = 10;

/** Of faults at the same place, those that say most come first; all others are equal. */
const TELLING: ReadonlyArray<YAMLError['code']> = ['BLOCK_IN_FLOW', 'MULTILINE_IMPLICIT_KEY'];

/**
 * Faults of the parser in our own sentences, which repeat nothing of the text. Where one mistake makes the rest unreadable,
 * only that one is told.
 */
export function syntaxFaults(document: Document, text: string): SyntaxFault[] {
	const breaking = breakingFaults(document, text);
	const brokenFrom = Math.min(...breaking.map(({ offset }) => offset));
	const harmless = [...document.errors, ...document.warnings].flatMap(({ code, pos }) => {
		const message = HARMLESS[code];
		return message === undefined || pos[0] > brokenFrom ? [] : [{ offset: pos[0], message, breaks: false }];
	});
	return [...harmless.slice(0, MAX_REPORTED_FAULTS), ...breaking];
}

function breakingFaults({ errors, contents }: Document, text: string): SyntaxFault[] {
	const breaking = errors.filter(({ code }) => HARMLESS[code] === undefined);
	const tabs = breaking.filter(({ code }) => code === 'TAB_AS_INDENT');
	if (tabs.length > 0)
		return tabs.slice(0, MAX_TABS).map(({ pos }) => ({ offset: pos[0], message: TAB, breaks: true }));
	const [first] = breaking.sort((a, b) => a.pos[0] - b.pos[0] || rank(a) - rank(b));
	return first === undefined ? [] : [{ breaks: true, ...(findUnclosed(first, contents, text) ?? placed(first, text)) }];
}

function rank({ code }: YAMLError): number {
	return TELLING.includes(code) ? TELLING.indexOf(code) : TELLING.length;
}

function placed(error: YAMLError, text: string): { offset: number; message: string } {
	const [from, to] = error.pos;
	const offset = from + /^[ ]*/.exec(text.slice(from, from + 1000))![0].length;
	switch (error.code) {
		case 'BAD_INDENT':
			return {
				offset,
				message: 'This line does not begin at the same column as the ones it belongs to; correct its indentation',
			};
		case 'BLOCK_IN_FLOW':
			return { offset, message: 'Inside brackets, a comma is missing after this; or a bracket is not closed' };
		case 'MULTILINE_IMPLICIT_KEY':
			return multilineFault(from, to, text);
		case 'MISSING_CHAR':
			return { offset, message: 'A colon is missing after this; write a setting as name: value' };
		case 'BLOCK_AS_IMPLICIT_KEY':
			return {
				offset,
				message: 'A value with a colon and a space in it must stand in quotes; or a line break is missing here',
			};
		case 'MULTIPLE_DOCS':
			return { offset, message: 'A second document begins here (---); write everything into one' };
		case 'NON_STRING_KEY':
			return { offset, message: 'The name of a setting must be text, not a list or an object' };
		case 'KEY_OVER_1024_CHARS':
			return {
				offset,
				message: 'The name of a setting is longer than 1024 characters; is a quote or a line break missing?',
			};
		case 'RESOURCE_EXHAUSTION':
			return { offset, message: 'The text nests too deeply' };
		default:
			return {
				offset,
				message: 'This does not belong here; is a quote, a comma, a colon or a space missing before it?',
			};
	}
}

/** Lines that the parser takes for one name: the first lacks its colon, or the next is indented as if it belonged to a value. */
function multilineFault(from: number, to: number, text: string): { offset: number; message: string } {
	const beforeOnLine = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
	if (/^[\s-]*$/.test(beforeOnLine))
		return {
			offset: from,
			message: 'On this line a colon, or the space after it, is missing; write a setting as name: value',
		};
	const lastLine = text.lastIndexOf('\n', to - 1) + 1;
	const offset = lastLine > from ? lastLine + /^\s*/.exec(text.slice(lastLine))![0].length : from;
	return { offset, message: 'This line is indented deeper than the settings above it; correct its indentation' };
}
