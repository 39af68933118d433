import type { IgnoredSetting, TextFault } from '../../../lib';
import { withoutStop } from '../without-stop';

/** Faults of a text as one line of sentences, each with its place. `most`: so many are told, of more the number. */
export function describeFaults(faults: readonly TextFault[], most = Infinity): string {
	const told = faults.slice(0, most).map(({ line, column, message }) => `line ${line}, column ${column}: ${withoutStop(message)}`);
	const more = faults.length - told.length;
	return more > 0 ? `${told.join('. ')}. And ${more} more` : told.join('. ');
}

/** What a text says and nobody here hears, each with what to use in its place. */
export function describeIgnored(ignored: readonly IgnoredSetting[]): string {
	return ignored.map(({ line, setting, instead }) => `line ${line}, ${setting}: ${withoutStop(instead)}`).join('. ');
}
