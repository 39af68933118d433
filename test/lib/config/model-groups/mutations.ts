/** A text with one mistake in it. */
export interface Mutated {
	what: string;
	text: string;
	/** From 1. */
	line: number;
	/** The writing itself is broken, which may show only on a later line. */
	syntax: boolean;
}

/** Pseudo-random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A setting's name in a line, unless the user chose the name: `  model: m`, `- { provider: x`, `"model": "m"`. */
const NAME = /^(\s*(?:- )?(?:&\w+ )?(?:\{ )?(?:<<: \*\w+, )?"?)([a-z]\w+)("?:(?: |$))/;
const CHOSEN = new Set(['chat', 'spare', 'vision', 'long']);

/** Each makes a mistake of its kind in a line, or says that the line has no place for it. */
export const IN_NAMES: Readonly<Record<string, (name: string, at: number) => string>> = {
	'a letter left out': (name, at) => name.slice(0, at) + name.slice(at + 1),
	'a letter doubled': (name, at) => name.slice(0, at + 1) + name.slice(at),
	'two letters swapped': (name, at) =>
		name.slice(0, at) + name.slice(at + 1, at + 2) + name.slice(at, at + 1) + name.slice(at + 2),
	'a letter replaced': (name, at) => `${name.slice(0, at)}${name[at] === 'x' ? 'z' : 'x'}${name.slice(at + 1)}`,
};

export const IN_LINES: Readonly<Record<string, { mutate: (line: string) => string | undefined; syntax: boolean }>> = {
	'a figure as text': { syntax: false, mutate: (line) => replaced(line, /: (\d[\d.]*)(?=,?$)/, ': "$1"') },
	'truth as text': { syntax: false, mutate: (line) => replaced(line, /: (true|false)(?=,?$)/, ': "$1"') },
	'text as a figure': {
		syntax: false,
		mutate: (line) => replaced(line, /((?:provider|model|strategy|apiKey|host)"?): [^,{}]+(?=,?$)/, '$1: 7'),
	},
	'a list for a value': {
		syntax: false,
		mutate: (line) =>
			replaced(line, /((?:rpm|retries|model|priority|weight|strategy|allowedFails)"?): ([^,{}]+)(?=,?$)/, '$1: [$2]'),
	},
	'a word of no choice': {
		syntax: false,
		mutate: (line) => replaced(line, /((?:provider|strategy|locality|midStreamFailure)"?: "?)[\w-]+/, '$1blue'),
	},
	'a quote left open': { syntax: true, mutate: (line) => replaced(line, /: "?([^"{}[\],]+)"?(,?)$/, ': "$1$2') },
	'a bracket left open': {
		syntax: true,
		mutate: (line) => (/[{[].*[\]}]/.test(line) ? line.replace(/[\]}](?=[^\]}]*$)/, '') : undefined),
	},
	'a tab': { syntax: true, mutate: (line) => (/^ +[a-z]\w+:/.test(line) ? line.replace(/^ +/, '\t') : undefined) },
	'a space too few': { syntax: true, mutate: (line) => (/^ {3,}[a-z]\w+: \S/.test(line) ? line.slice(1) : undefined) },
	'no space after the colon': { syntax: true, mutate: (line) => replaced(line, /^( +\w+): (?=[\w.])/, '$1:') },
};

function replaced(line: string, pattern: RegExp, by: string): string | undefined {
	return pattern.test(line) ? line.replace(pattern, by) : undefined;
}

/** Texts with a mistake each, drawn from the sound ones; all different, and each kind as often as it can be had. */
export function mutations(texts: readonly string[], count: number, random: () => number): Mutated[] {
	const kinds = [...Object.keys(IN_NAMES), ...Object.keys(IN_LINES)];
	const found = new Map<string, Mutated>();
	for (let tries = 0; found.size < count && tries < count * 10; tries += 1) {
		const what = kinds[tries % kinds.length]!;
		const possible = texts.flatMap((text) =>
			text.split('\n').flatMap((_line, index) => mutate(what, text, index, random) ?? []),
		);
		const mutated = possible[Math.floor(random() * possible.length)]!;
		found.set(mutated.text, mutated);
	}
	return [...found.values()];
}

function mutate(what: string, text: string, index: number, random: () => number): Mutated | undefined {
	const lines = text.split('\n');
	const line = lines[index]!;
	const changed = what in IN_NAMES ? misspelt(line, what, random) : IN_LINES[what]!.mutate(line);
	if (changed === undefined || changed === line) return undefined;
	return {
		what,
		text: lines.with(index, changed).join('\n'),
		line: index + 1,
		syntax: !(what in IN_NAMES) && IN_LINES[what]!.syntax,
	};
}

function misspelt(line: string, what: string, random: () => number): string | undefined {
	const [, before, name, after] = NAME.exec(line) ?? [];
	if (name === undefined || CHOSEN.has(name)) return undefined;
	const changed = IN_NAMES[what]!(name, Math.floor(random() * (name.length - 1)));
	return changed === name ? undefined : line.replace(NAME, `${before}${changed}${after}`);
}
