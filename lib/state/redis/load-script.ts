import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as breaker from '../../policy/breaker';
import { LONGEST_RETRY_AFTER_MS } from '../../policy/failure-rules';
import * as held from '../../policy/held-places';
import * as speed from '../../policy/measured-speed';

/** The verbs, each in a file `scripts/<verb>-<number of keys>.lua`. */
export type Verb = 'admit' | 'renew' | 'leave' | 'settle' | 'snapshot' | 'check';

export interface Script {
	/** Lua as the server runs it. */
	text: string;
	/** The name under which the server knows it. */
	sha1: string;
}

/** The figures that both twins decide by, as the scripts name them. */
const CONSTANTS: Readonly<Record<string, number>> = {
	FORGET_MS: held.FORGET_MS,
	LONGEST_RETRY_AFTER_MS,
	LONGEST_LEASE_MS: held.LONGEST_LEASE_MS,
	ANSWER_WITHIN_MS: held.ANSWER_WITHIN_MS,
	NOTABLE_JUMP_MS: held.NOTABLE_JUMP_MS,
	STATISTICS_MS: breaker.STATISTICS_MS,
	STATISTICS_MIN_ATTEMPTS: breaker.STATISTICS_MIN_ATTEMPTS,
	MAX_FACTOR: breaker.MAX_FACTOR,
	SPEED_FRESH_MS: speed.SPEED_FRESH_MS,
	WARM_UP_ANSWERS: speed.WARM_UP_ANSWERS,
	WEIGHT_OF_SLOWER: speed.WEIGHT_OF_SLOWER,
	WEIGHT_OF_FASTER: speed.WEIGHT_OF_FASTER,
	MOST_MEANS: speed.MOST_MEANS,
	LEAST_MEAN_MS: speed.LEAST_MEAN_MS,
	FULL_WEIGHT_TOKENS: speed.FULL_WEIGHT_TOKENS,
	NOTABLE_MS: speed.NOTABLE_MS,
};

const FOLDER = join(__dirname, 'scripts');
const loaded = new Map<Verb, Script>();

/**
 * A verb's script with the parts that it includes: a line `-- @include a b` stands for `parts/a.lua` and `parts/b.lua`, in this
 * order, since each uses those before it. The figures of `CONSTANTS` come first.
 */
export function loadScript(verb: Verb): Script {
	const known = loaded.get(verb);
	if (known) return known;
	const text = `${constants()}\n${read(`${verb}-1`)}`.replace(/^-- @include (.+)$/m, (_line, names: string) =>
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

const constants = (): string =>
	Object.entries(CONSTANTS)
		.map(([name, value]) => `local ${name} = ${value}`)
		.join('\n');

const read = (name: string): string => readFileSync(join(FOLDER, `${name}.lua`), 'utf8');
