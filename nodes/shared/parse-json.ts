import { MAX_JSON_DEPTH } from '../../lib';
import { InputFault } from './input-fault';
import { isNestedDeeper } from './json-depth';
import { isRecord } from './parameter-values';

/**
 * The value of a JSON field: text to parse, or what an expression made of it. Undefined when the field is empty.
 * @throws InputFault without any of the text, which may hold a prompt; also when it is nested too deeply.
 */
export function parseJson(value: unknown, label: string): unknown {
	const parsed = parsedJson(value, label);
	if (isNestedDeeper(parsed, MAX_JSON_DEPTH)) throw nestedTooDeeply(label);
	return parsed;
}

export function nestedTooDeeply(label: string): InputFault {
	return new InputFault(
		`${label} is nested too deeply: at most ${MAX_JSON_DEPTH} levels of lists and objects are allowed`,
	);
}

function parsedJson(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	if (value.trim() === '') return undefined;
	try {
		return JSON.parse(value) as unknown;
	} catch (error) {
		throw new InputFault(`${label} is not valid JSON${whereIn(value, error)}`);
	}
}

/** @throws InputFault when the field holds something else than a JSON object. */
export function parseJsonObject(value: unknown, label: string): Record<string, unknown> | undefined {
	const parsed = parseJson(value, label);
	if (parsed === undefined || isRecord(parsed)) return parsed;
	throw new InputFault(`${label} must be a JSON object, such as {"type": "object"}`);
}

/** @throws InputFault when the field holds something else than a JSON list. */
export function parseJsonList(value: unknown, label: string): unknown[] | undefined {
	const parsed = parseJson(value, label);
	if (parsed === undefined || Array.isArray(parsed)) return parsed;
	throw new InputFault(`${label} must be a JSON list, in square brackets`);
}

/** The engine's own message quotes the text, so only its position is taken. */
function whereIn(text: string, error: unknown): string {
	const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
	if (position === undefined) return ' (it ends too early, or a bracket or quote is missing)';
	const before = text.slice(0, Number(position)).split('\n');
	return ` (line ${before.length}, column ${before.at(-1)!.length + 1})`;
}
