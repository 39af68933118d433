import type { GenerationSettings, ToolDefinition } from '../../../lib';
import { convertTools } from '../convert-tools';
import { FieldFault } from '../field-fault';
import { isRecord, textOf } from '../parameter-values';

export type ToolSettings = Pick<GenerationSettings, 'tools' | 'toolChoice'> & {
	/** Set where the client wants one call at a time, which is not the default anywhere. */
	parallelToolCalls?: false;
};

/** The tools of a chat completions request, and how they may be called. @throws FieldFault */
export function readToolSettings(body: Record<string, unknown>): ToolSettings {
	const { tools: list, parallel_tool_calls: parallelToolCalls } = body;
	if (list !== undefined && list !== null && !Array.isArray(list))
		throw new FieldFault('tools must be a list', 'tools');
	if (typeof (parallelToolCalls ?? true) !== 'boolean')
		throw new FieldFault('parallel_tool_calls must be true or false', 'parallel_tool_calls');
	const tools = convertTools(list ?? []);
	const toolChoice = readToolChoice(body.tool_choice, tools);
	// Servers refuse both without tools.
	return tools.length === 0
		? {}
		: { tools, toolChoice, parallelToolCalls: parallelToolCalls === false ? false : undefined };
}

function readToolChoice(choice: unknown, tools: readonly ToolDefinition[]): GenerationSettings['toolChoice'] {
	if (choice === undefined || choice === null || choice === 'auto' || choice === 'none') return choice ?? undefined;
	if (choice === 'required') {
		if (tools.length > 0) return choice;
		throw new FieldFault('tool_choice asks for a tool, but tools has none', 'tool_choice');
	}
	if (!isRecord(choice) || choice.type !== 'function' || !isRecord(choice.function))
		throw new FieldFault(
			'tool_choice must be auto, none, required or {"type": "function", "function": {"name": ...}}',
			'tool_choice',
		);
	const name = textOf(choice.function.name);
	if (tools.some((tool) => tool.name === name)) return { name };
	throw new FieldFault('tool_choice names a function that is not in tools', 'tool_choice.function.name');
}
