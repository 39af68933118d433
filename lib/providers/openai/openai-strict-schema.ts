import { isRecord } from '../http/error-answer';

/** Keywords that strict mode takes (platform.openai.com/docs/guides/structured-outputs, supported schemas). */
const STRICT_KEYWORDS = new Set([
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'enum',
	'const',
	'anyOf',
	'description',
	'title',
	'$ref',
	'$defs',
	'definitions',
	'pattern',
	'format',
	'multipleOf',
	'maximum',
	'exclusiveMaximum',
	'minimum',
	'exclusiveMinimum',
	'minItems',
	'maxItems',
]);

/**
 * Whether a JSON schema fits strict mode, in which the answer is guaranteed to match: every object forbids other
 * properties and requires all of its own. A schema that does not would be refused with 400, so it is sent
 * without strict mode.
 */
export function fitsOpenAiStrictMode(schema: unknown): boolean {
	return isRecord(schema) && schema.type === 'object' && isStrict(schema);
}

function isStrict(schema: unknown): boolean {
	if (!isRecord(schema) || !Object.keys(schema).every((keyword) => STRICT_KEYWORDS.has(keyword))) return false;
	if (isObjectSchema(schema) && !isClosedObject(schema)) return false;
	const children = [
		...valuesOf(schema.properties),
		...valuesOf(schema.$defs),
		...valuesOf(schema.definitions),
		...(Array.isArray(schema.anyOf) ? schema.anyOf : []),
		...(schema.items === undefined ? [] : [schema.items]),
	];
	return children.every(isStrict);
}

function isObjectSchema({ type, properties }: Record<string, unknown>): boolean {
	return type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined;
}

function isClosedObject({ properties, required, additionalProperties }: Record<string, unknown>): boolean {
	const names = isRecord(properties) ? Object.keys(properties) : [];
	return additionalProperties === false && names.every((name) => Array.isArray(required) && required.includes(name));
}

function valuesOf(value: unknown): unknown[] {
	return isRecord(value) ? Object.values(value) : [];
}
