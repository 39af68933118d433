import type { GenerationSettings } from '../../../lib';
import { FieldFault } from '../field-fault';
import { isRecord, textOf } from '../parameter-values';

/**
 * Text, some JSON object, or JSON of a schema. `strict` is not heeded: a schema that fits OpenAI's strict mode is always sent
 * in it, and one that does not never is. @throws FieldFault
 */
export function readResponseFormat(format: unknown): Pick<GenerationSettings, 'jsonObject' | 'responseSchema'> {
	if (format === undefined || format === null) return {};
	switch (isRecord(format) ? format.type : undefined) {
		case 'text':
			return {};
		case 'json_object':
			return { jsonObject: true };
		case 'json_schema':
			return { responseSchema: readSchema((format as Record<string, unknown>).json_schema) };
		default:
			throw new FieldFault('response_format.type must be text, json_object or json_schema', 'response_format.type');
	}
}

function readSchema(description: unknown): GenerationSettings['responseSchema'] {
	const { name, schema }: Record<string, unknown> = isRecord(description) ? description : {};
	if (textOf(name) === '')
		throw new FieldFault('response_format.json_schema.name must be a text', 'response_format.json_schema.name');
	if (!isRecord(schema))
		throw new FieldFault(
			'response_format.json_schema.schema must be a JSON schema',
			'response_format.json_schema.schema',
		);
	return { name: textOf(name), schema };
}
