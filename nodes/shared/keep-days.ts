import { InputFault } from './input-fault';
import { numberOf } from './parameter-values';

/** For a hundred years; longer is 0, for ever. */
const MOST_DAYS = 36_500;
const DAY_MS = 86_400_000;

export const DEFAULT_KEEP_CALLS_DAYS = 30;
export const DEFAULT_KEEP_TEXTS_DAYS = 7;

/**
 * Days from the field Keep Calls (Days), 0 for ever; 30 when it is empty.
 * @throws InputFault
 */
export function readKeepCallsDays(value: unknown): number {
	const days = numberOf(value) ?? DEFAULT_KEEP_CALLS_DAYS;
	if (!isBetween(days, 0))
		throw new InputFault(`Keep Calls (Days) must be a whole number from 1 to ${MOST_DAYS}, or 0 to keep them for ever`);
	return days;
}

/**
 * For how long prompts and answers are kept, from the options of the usage log; undefined: they are not. 7 days unless told otherwise.
 * @throws InputFault
 */
export function readKeepTextsMs({ keepTexts, keepTextsDays }: Readonly<Record<string, unknown>>): number | undefined {
	if (keepTexts === undefined || keepTexts === false || keepTexts === '') return undefined;
	if (keepTexts !== true) throw new InputFault('Keep Prompts and Answers must be true or false');
	const days = numberOf(keepTextsDays) ?? DEFAULT_KEEP_TEXTS_DAYS;
	if (!isBetween(days, 1))
		throw new InputFault(`Keep Prompts and Answers (Days) must be a whole number from 1 to ${MOST_DAYS}`);
	return days * DAY_MS;
}

const isBetween = (days: number, least: number): boolean =>
	Number.isInteger(days) && days >= least && days <= MOST_DAYS;
