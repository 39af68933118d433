import { inspect } from 'node:util';
import type { Planted } from '../case';
import type { CallCheck } from './check-case';

/** Whatever of a call people or logs get to see, but the answer itself. */
export const checkSecrets: CallCheck = ({ run, rows }, { drawn }) => {
	const { ending } = run;
	const shown: Array<[where: string, what: unknown]> = [['its usage row', rows]];
	if (ending.kind === 'failed' || ending.kind === 'broke') shown.push(['its error', ending.error]);
	if (ending.kind === 'answered') shown.push(['its report', ending.answer.routing]);
	return shown.flatMap(([where, what]) =>
		leaked(textOf(what), drawn.planted).map((secret) => `${where} shows ${secret}`),
	);
};

/** Names of the planted secrets that a text holds. */
export function leaked(text: string, { apiKeys, headerToken, promptWord }: Planted): string[] {
	const found: string[] = [];
	if (apiKeys.some((key) => text.includes(key))) found.push('a key');
	if (text.includes(headerToken)) found.push('a header');
	if (text.includes(promptWord)) found.push('the prompt');
	return found;
}

const textOf = (what: unknown): string =>
	inspect(what, { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true });
