import type { z } from 'zod';
import { MAX_REPORTED_FAULTS } from '../bounds';
import { formatPath, type ConfigFault } from '../errors';
import { knownSettings } from './known-settings';
import { quoteName, quoteWord } from './quote-word';
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

/** A misspelt setting takes away the fault that another is missing, so a few more are looked at than are reported. */
const MAX_FAULTS = 2 * MAX_REPORTED_FAULTS;

/**
 * Faults as people read them: one for each setting that is unknown, where Zod has one for all of an object; and none for a
 * setting that is missing only because its name is misspelt. Of many faults, at least the first `MAX_REPORTED_FAULTS`.
 */
export function toFaults({ input, schema, issues, others = [] }: Refused): ConfigFault[] {
	const meant = new Set<string>();
	const faults: ConfigFault[] = [];
	for (const issue of issues) {
		if (faults.length >= MAX_FAULTS) break;
		if (issue.code === 'unrecognized_keys') faults.push(...unknownSettings(issue, input, schema, meant));
		else faults.push({ path: [...issue.path], message: sentence(issue, schema) });
	}
	return [...faults, ...others].filter(({ path }) => !meant.has(formatPath(path)));
}

function unknownSettings(
	{ path, keys }: z.ZodUnrecognizedKeysIssue,
	input: unknown,
	schema: z.ZodTypeAny,
	meant: Set<string>,
): ConfigFault[] {
	const object = path.reduce<unknown>(
		(outer, step) => (outer as Record<string | number, unknown>)[step],
		input,
	) as object;
	const known = knownSettings(schema, path);
	const taken = known.filter((setting) => Object.hasOwn(object, setting));
	const free = known.filter((setting) => !taken.includes(setting));
	return keys.slice(0, MAX_FAULTS).map((key) => {
		const name = suggest(key, free);
		if (name !== undefined) meant.add(formatPath([...path, name]));
		return unknownSetting([...path, key], known, taken);
	});
}

/** The schema's own sentence; where it has none, what was found in place of what is wanted. Never a value that may be a key. */
function sentence(issue: z.ZodIssue, schema: z.ZodTypeAny): string {
	const setting = nameOf(issue.path, schema);
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

function nameOf(path: ReadonlyArray<string | number>, schema: z.ZodTypeAny): string {
	const last = path.at(-1);
	if (last === undefined) return 'The configuration';
	if (typeof last !== 'number') return settingName(path, schema) ?? 'This';
	return `Entry ${last + 1} of ${settingName(path.slice(0, -1), schema) ?? 'this list'}`;
}

/** The name of a setting of ours; one that people chose, such as a group's, only if it may be said. */
function settingName(path: ReadonlyArray<string | number>, schema: z.ZodTypeAny): string | undefined {
	const name = `${path.at(-1)}`;
	const isOurs = knownSettings(schema, path.slice(0, -1)).includes(name);
	return isOurs || quoteName(name) !== '' ? name : undefined;
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
