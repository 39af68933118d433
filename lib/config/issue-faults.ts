import type { z } from 'zod';
import type { ConfigFault } from '../errors';

/** A fault as people read it: one for each setting that is unknown, where Zod has one for all of an object. */
export function toFaults(issue: z.ZodIssue): ConfigFault[] {
	if (issue.code !== 'unrecognized_keys') return [{ path: [...issue.path], message: sentence(issue) }];
	return issue.keys.map((key) => ({
		path: [...issue.path, key],
		message: `Unknown setting ${JSON.stringify(key)}; remove it or correct its name`,
	}));
}

/** The schema's own sentence; where it has none, what was found in place of what is wanted. Never a value that may be a key. */
function sentence(issue: z.ZodIssue): string {
	const setting = nameOf(issue.path);
	if (issue.code === 'invalid_type' && issue.message === 'Required') return `${setting} is missing`;
	if (issue.code === 'invalid_type' && issue.message.startsWith('Expected '))
		return `${setting} must be ${wordFor(issue.expected)}, not ${wordFor(issue.received)}`;
	if (issue.code === 'invalid_enum_value' && issue.message.startsWith('Invalid enum value'))
		return `${setting} must be one of ${issue.options.join(', ')}, not ${JSON.stringify(issue.received)}`;
	return issue.message;
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
