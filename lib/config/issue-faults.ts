import type { z } from 'zod';
import { formatPath, type ConfigFault } from '../errors';
import { knownSettings } from './known-settings';
import { quoteWord } from './quote-word';
import { suggest } from './suggest';
import { unknownSetting } from './unknown-setting';

/** What was refused, by which schema. */
export interface Refused {
	input: unknown;
	schema: z.ZodTypeAny;
	/** The schema's. */
	issues: readonly z.ZodIssue[];
	/** Found beside the schema. */
	others?: readonly ConfigFault[];
}

/**
 * Faults as people read them: one for each setting that is unknown, where Zod has one for all of an object; and none for a
 * setting that is missing only because its name is misspelt.
 */
export function toFaults({ input, schema, issues, others = [] }: Refused): ConfigFault[] {
	const meant = new Set<string>();
	const faults = issues.flatMap((issue) => {
		if (issue.code !== 'unrecognized_keys') return [{ path: [...issue.path], message: sentence(issue) }];
		const object = issue.path.reduce<unknown>(
			(outer, step) => (outer as Record<string | number, unknown>)[step],
			input,
		) as object;
		const known = knownSettings(schema, issue.path);
		const taken = Object.keys(object);
		return issue.keys.map((key) => {
			const name = suggest(
				key,
				known.filter((setting) => !taken.includes(setting)),
			);
			if (name !== undefined) meant.add(formatPath([...issue.path, name]));
			return unknownSetting([...issue.path, key], known, taken);
		});
	});
	return [...faults, ...others].filter(({ path }) => !meant.has(formatPath(path)));
}

/** The schema's own sentence; where it has none, what was found in place of what is wanted. Never a value that may be a key. */
function sentence(issue: z.ZodIssue): string {
	const setting = nameOf(issue.path);
	if (issue.code === 'invalid_type' && issue.message === 'Required') return `${setting} is missing`;
	if (issue.code === 'invalid_type' && issue.message.startsWith('Expected '))
		return `${setting} must be ${wordFor(issue.expected)}, not ${wordFor(issue.received)}`;
	if (issue.code === 'invalid_enum_value' && issue.message.startsWith('Invalid enum value'))
		return choiceFault(setting, issue);
	return issue.message;
}

function choiceFault(setting: string, { options, received }: z.ZodInvalidEnumValueIssue): string {
	const choices = options.map(String);
	const found = quoteWord(received);
	const meant = found === '' ? undefined : suggest(`${received}`, choices);
	return [
		`${setting} must be one of ${choices.join(', ')}`,
		found === '' ? '' : `, not${found}`,
		meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`,
	].join('');
}

function nameOf(path: ReadonlyArray<string | number>): string {
	const last = path.at(-1);
	if (last === undefined) return 'The configuration';
	return typeof last === 'number' ? `Entry ${last + 1} of ${path.at(-2)}` : last;
}

const WORDS: Readonly<Record<string, string>> = {
	array: 'a list',
	boolean: 'true or false',
	null: 'null',
	number: 'a number',
	object: 'an object',
	string: 'text',
};

function wordFor(type: string): string {
	return WORDS[type] ?? type;
}
