import type { CST, Document, LineCounter } from 'yaml';
import { MAX_GROUPS_TEXT_LENGTH, MAX_REPORTED_FAULTS } from '../../bounds';
import type { Path } from './converted';
import type { TextFault, TextPlace } from './model-groups';
import { readNodes, type ReadNodes, type Span } from './read-nodes';
import { syntaxFaults } from './syntax-faults';

type Yaml = typeof import('yaml');

export interface ParsedText {
	/** Plain data; undefined when there is none. */
	value: unknown;
	/** In the order found. */
	faults: TextFault[];
	/** What is written cannot be told from some place on, so that what `value` says may be wrong. */
	broken: boolean;
	/** Where a path into `value` stands: its value, or the setting's name; for a path that is missing, the nearest one around it. */
	placeOf(path: Path, about: 'name' | 'value'): TextPlace;
	/** The path stands whole before the place from which on the text is broken. */
	isWhole(path: Path): boolean;
}

const START: TextPlace = { line: 1, column: 1 };

const TOO_LONG = `The text is longer than ${MAX_GROUPS_TEXT_LENGTH / 1_000},000 characters; shorten it, or put some of its groups into another credential`;

/** Parses YAML, and JSON, which is a kind of it. Never throws. */
export function parseText(text: string): ParsedText {
	if (text.length > MAX_GROUPS_TEXT_LENGTH) return unreadable(TOO_LONG);
	try {
		return parse(text);
	} catch {
		// A parser that gives up (a text that nests too deeply for it) must not take the workflow down.
		return unreadable('The text cannot be read as YAML; look for brackets without end');
	}
}

function parse(text: string): ParsedText {
	// Not an import: n8n requires every node file at start, and most processes never read such a text.
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const library = require('yaml') as Yaml;
	const lineCounter = new library.LineCounter();
	const document = parseYaml(text, lineCounter, library);
	const syntax = syntaxFaults(document, text);
	const nodes = readNodes(document.contents, library);
	const found = [...syntax, ...(syntax.some(({ breaks }) => breaks) ? [] : nodes.faults)];
	const brokenFrom = Math.min(...found.filter(({ breaks }) => breaks).map(({ offset }) => offset));
	const placeAt = (offset: number): TextPlace => {
		const { line, col } = lineCounter.linePos(offset);
		return line === 0 ? START : { line, column: col };
	};
	const rootOffset = document.contents?.range?.[0] ?? 0;
	return {
		value: nodes.value,
		faults: found.map(({ offset, message }) => ({ ...placeAt(offset), message })),
		broken: brokenFrom < Infinity,
		placeOf: (path, about) => placeAt(offsetOf(path, about, nodes, rootOffset)),
		isWhole: (path) => {
			const spans = spansAlong(path, nodes);
			return spans.length === path.length && (spans.at(-1)?.end ?? Infinity) < brokenFrom;
		},
	};
}

/** As the package's own `parseDocument`, but one that ends soon after too many errors. */
function parseYaml(text: string, lineCounter: LineCounter, { Parser, Composer, YAMLParseError }: Yaml): Document {
	const parser = new Parser(lineCounter.addNewLine);
	// Settings that stand twice are found while reading: the parser compares every two of them.
	const composer = new Composer({ prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: 'error' });
	let document: Document | undefined;
	for (const next of composer.compose(firstErrors(parser.parse(text)), true, text.length)) {
		if (document === undefined) document = next;
		else {
			document.errors.push(new YAMLParseError([next.range[0], next.range[1]], 'MULTIPLE_DOCS', ''));
			break;
		}
	}
	return document!;
}

/** What cannot be read from its beginning on says nothing more further down, and each error costs time. */
function* firstErrors(tokens: Iterable<CST.Token>): Generator<CST.Token> {
	let errors = 0;
	for (const token of tokens) {
		yield token;
		if (token.type === 'error') errors += 1;
		if (errors > MAX_REPORTED_FAULTS) return;
	}
}

function offsetOf(path: Path, about: 'name' | 'value', nodes: ReadNodes, rootOffset: number): number {
	const spans = spansAlong(path, nodes);
	const last = spans.at(-1);
	if (last === undefined) return rootOffset;
	return spans.length < path.length || about === 'name' ? last.name : last.value;
}

/** Of each step of the path, as far as there is something. */
function spansAlong(path: Path, { value, spans }: ReadNodes): Span[] {
	const along: Span[] = [];
	let at = value;
	for (const step of path) {
		const span = typeof at === 'object' && at !== null ? spans.get(at)?.get(`${step}`) : undefined;
		if (span === undefined) break;
		along.push(span);
		at = (at as Record<string, unknown>)[step];
	}
	return along;
}

function unreadable(message: string): ParsedText {
	return {
		value: undefined,
		faults: [{ ...START, message }],
		broken: true,
		placeOf: () => START,
		isWhole: () => false,
	};
}
