import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The verbs, each in a file `scripts/<verb>-<number of keys>.lua`. */
export type Verb = 'admit' | 'renew' | 'leave' | 'settle' | 'snapshot' | 'check';

export interface Script {
	/** Lua as the server runs it. */
	text: string;
	/** The name under which the server knows it. */
	sha1: string;
}

const FOLDER = join(__dirname, 'scripts');
const loaded = new Map<Verb, Script>();

/** A verb's script with the parts that it includes: a line `-- @include a b` stands for `parts/a.lua` and `parts/b.lua`. */
export function loadScript(verb: Verb): Script {
	const known = loaded.get(verb);
	if (known) return known;
	const text = read(`${verb}-1`).replace(/^-- @include (.+)$/m, (_line, names: string) =>
		names
			.trim()
			.split(/\s+/)
			.map((name) => read(join('parts', name)))
			.join('\n'),
	);
	const script = { text, sha1: createHash('sha1').update(text).digest('hex') };
	loaded.set(verb, script);
	return script;
}

const read = (name: string): string => readFileSync(join(FOLDER, `${name}.lua`), 'utf8');
