import type { ConfigFault } from '../errors';
import { quoteName } from './quote-word';
import { remedyFor } from './suggest';

const BEGINNING = 'Unknown setting';

/**
 * A setting that there is none of, with what was probably meant.
 * @param known names of the settings that may stand there
 * @param taken names of those that do
 */
export function unknownSetting(
	path: ConfigFault['path'],
	known: readonly string[],
	taken: readonly string[] = [],
): ConfigFault {
	const name = `${path.at(-1)}`;
	return {
		path,
		message: `${BEGINNING}${quoteName(name)}; ${remedyFor(name, known, taken) ?? 'remove it or correct its name'}`,
	};
}

/** Such a fault is about the setting's name, all others are about its value. */
export function isUnknownSetting(fault: ConfigFault): boolean {
	return fault.message.startsWith(BEGINNING);
}
