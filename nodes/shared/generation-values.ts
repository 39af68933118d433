import { InputFault } from './input-fault';
import { numberOf } from './parameter-values';

/** Values of generation settings, from the panel, an expression or a request body. `label` is what their owner calls them. */

/** @throws InputFault when it is no number, or beyond its bounds. */
export function checkedNumber(value: unknown, label: string, min = -Infinity, max = Infinity): number | undefined {
	const number = numberOf(value);
	if (number === undefined || (Number.isFinite(number) && number >= min && number <= max)) return number;
	const bounds = max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? ` of at least ${min}` : '';
	throw new InputFault(`${label} must be a number${bounds}, but is ${shortly(value)}`);
}

/** @throws InputFault when it is no whole number, or below its bound. */
export function checkedWhole(value: unknown, label: string, min = -Infinity): number | undefined {
	const number = checkedNumber(value, label, min);
	if (number === undefined || Number.isInteger(number)) return number;
	throw new InputFault(`${label} must be a whole number, but is ${shortly(value)}`);
}

/** A list of texts, or one; undefined when all are empty. @throws InputFault */
export function checkedStop(value: unknown, label: string): string[] | undefined {
	const list: unknown[] = Array.isArray(value) ? value : [value ?? ''];
	const stop = list.map((text) => {
		if (typeof text === 'string') return text;
		throw new InputFault(`${label} must be texts, but there is ${shortly(text)}`);
	});
	const filled = stop.filter((text) => text !== '');
	return filled.length > 0 ? filled : undefined;
}

/** Of a text in the place of a number. */
const MAX_QUOTED_LENGTH = 40;

/** What may be of any length and depth is named by its kind. */
export function shortly(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'a JSON object';
	return typeof value === 'string' && value.length > MAX_QUOTED_LENGTH ? 'a longer text' : JSON.stringify(value);
}
