import type { ToolDefinition } from '../../lib';
import { InputFault } from './input-fault';
import { isRecord, textOf } from './parameter-values';

/**
 * Tools as users write them: `{name, description, parameters}`, or OpenAI's `{type: 'function', function: {...}}`.
 * @throws InputFault that names the tool's place, from 1.
 */
export function convertTools(list: readonly unknown[]): ToolDefinition[] {
	return list.map((entry, index) => {
		const tool = isRecord(entry) && isRecord(entry.function) ? entry.function : entry;
		if (!isRecord(tool)) throw new InputFault(`Tools: entry ${index + 1} must be a JSON object`);
		const name = textOf(tool.name);
		if (name === '') throw new InputFault(`Tools: entry ${index + 1} has no name`);
		const parameters = tool.parameters ?? { type: 'object', properties: {} };
		if (!isRecord(parameters))
			throw new InputFault(`Tools: the parameters of entry ${index + 1} must be a JSON schema of type object`);
		return { name, description: textOf(tool.description) || undefined, parameters };
	});
}
