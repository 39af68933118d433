import type { IgnoredSetting, TextFault } from '../../../lib';
import { withoutStop } from '../without-stop';

/** Faults of a text as one line of sentences, each with its place. `most`: so many are told, of more the number. */
export function describeFaults(faults: readonly TextFault[], most = Infinity): string {
	const told = faults
		.slice(0, most)
		.map(({ line, column, message }) => `line ${line}, column ${column}: ${withoutStop(message)}`);
	return inOneLine(faults.length > told.length ? [...told, `And ${faults.length - told.length} more`] : told);
}

/** What a text says and nobody here hears, each with what to use in its place. */
export function describeIgnored(ignored: readonly IgnoredSetting[]): string {
	return inOneLine(ignored.map(({ line, setting, instead }) => `line ${line}, ${setting}: ${withoutStop(instead)}`));
}

/** Sentences without their full stops, in one line; the last has none. A question keeps its own mark. */
export function inOneLine(sentences: readonly string[]): string {
	return sentences
		.map((sentence, index) => (index === sentences.length - 1 || sentence.endsWith('?') ? sentence : `${sentence}.`))
		.join(' ');
}
