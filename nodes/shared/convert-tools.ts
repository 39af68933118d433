import type { ToolDefinition } from '../../lib';
import { FieldFault } from './field-fault';
import { isRecord, textOf } from './parameter-values';

/**
 * Tools as users write them: `{name, description, parameters}`, or OpenAI's `{type: 'function', function: {...}}`.
 * @throws FieldFault that names the tool's place, from 1.
 */
export function convertTools(list: readonly unknown[]): ToolDefinition[] {
	return list.map((entry, index) => {
		const fault = (sentence: string) => new FieldFault(`Tools: ${sentence}`, `tools[${index}]`);
		const tool = isRecord(entry) && isRecord(entry.function) ? entry.function : entry;
		if (!isRecord(entry) || !isRecord(tool)) throw fault(`entry ${index + 1} must be a JSON object`);
		if (entry.type !== undefined && entry.type !== 'function')
			throw fault(`entry ${index + 1} is no function; a provider's own tools cannot be had from any deployment`);
		const name = textOf(tool.name);
		if (name === '') throw fault(`entry ${index + 1} has no name`);
		const parameters = tool.parameters ?? { type: 'object', properties: {} };
		if (!isRecord(parameters)) throw fault(`the parameters of entry ${index + 1} must be a JSON schema of type object`);
		return { name, description: textOf(tool.description) || undefined, parameters };
	});
}
