import type { Message, ToolCall } from '../../lib';
import { readContent, readText, type MessagePlace } from './convert-content';
import { FieldFault } from './field-fault';
import { isRecord, textOf } from './parameter-values';

/**
 * A conversation as users have it, in the shape of OpenAI's chat API, whatever provider it goes to.
 * @throws FieldFault that names the message's place, from 1, and never its text.
 */
export function convertMessages(list: readonly unknown[]): Message[] {
	const toolNames = new Map<string, string>();
	return list.map((entry, index) => {
		const place = { words: `Messages: message ${index + 1}`, field: `messages[${index}]` };
		if (!isRecord(entry))
			throw new FieldFault(`${place.words} must be a JSON object with role and content`, place.field);
		switch (entry.role) {
			case 'system':
			case 'developer':
				return { role: 'system', text: readText(entry.content, place) };
			case 'user':
				return { role: 'user', content: readContent(entry.content, place) };
			case 'assistant':
				return readAssistant(entry, place, toolNames);
			case 'tool':
				return readToolResult(entry, place, toolNames);
			default:
				throw new FieldFault(
					`${place.words} has no valid role; use system, user, assistant or tool`,
					`${place.field}.role`,
				);
		}
	});
}

function readAssistant(entry: Record<string, unknown>, place: MessagePlace, toolNames: Map<string, string>): Message {
	for (const name of ['function_call', 'audio'])
		if (entry[name] !== undefined && entry[name] !== null)
			throw new FieldFault(
				`${place.words}: ${name} cannot be sent; an assistant's message has content and tool_calls`,
				`${place.field}.${name}`,
			);
	const calls = entry.tool_calls ?? entry.toolCalls;
	const content = entry.content ?? entry.refusal;
	const text = content === undefined || content === null ? '' : readText(content, place);
	if (calls === undefined || calls === null) return { role: 'assistant', text };
	if (!Array.isArray(calls))
		throw new FieldFault(`${place.words}: tool_calls must be a list`, `${place.field}.tool_calls`);
	const toolCalls = calls.map((call: unknown, index) => readToolCall(call, place, index));
	for (const call of toolCalls) toolNames.set(call.id, call.name);
	return toolCalls.length === 0 ? { role: 'assistant', text } : { role: 'assistant', text, toolCalls };
}

function readToolCall(call: unknown, { words, field }: MessagePlace, index: number): ToolCall {
	const details = isRecord(call) && isRecord(call.function) ? call.function : call;
	if (!isRecord(call) || !isRecord(details) || textOf(call.id) === '' || textOf(details.name) === '')
		throw new FieldFault(`${words}: each of its tool_calls needs an id and a name`, `${field}.tool_calls[${index}]`);
	const args = details.arguments ?? {};
	return {
		id: textOf(call.id),
		name: textOf(details.name),
		arguments: typeof args === 'string' ? args : JSON.stringify(args),
	};
}

function readToolResult(entry: Record<string, unknown>, place: MessagePlace, toolNames: Map<string, string>): Message {
	const toolCallId = textOf(entry.tool_call_id ?? entry.toolCallId);
	if (toolCallId === '')
		throw new FieldFault(`${place.words} is a tool's result and needs tool_call_id`, `${place.field}.tool_call_id`);
	return {
		role: 'tool',
		toolCallId,
		toolName: textOf(entry.name ?? entry.toolName) || (toolNames.get(toolCallId) ?? ''),
		text: readText(entry.content, place),
	};
}
