import type { ContentPart, Message, ToolCall } from '../../lib';
import { InputFault } from './input-fault';
import { isRecord, textOf } from './parameter-values';

const DATA_URL = /^data:([^;,]+);base64,(.+)$/s;

/**
 * A conversation as users have it, in the shape of OpenAI's chat API, whatever provider it goes to.
 * @throws InputFault that names the message's place, from 1, and never its text.
 */
export function convertMessages(list: readonly unknown[]): Message[] {
	const toolNames = new Map<string, string>();
	return list.map((entry, index) => {
		const place = `Messages: message ${index + 1}`;
		if (!isRecord(entry)) throw new InputFault(`${place} must be a JSON object with role and content`);
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
				throw new InputFault(`${place} has no valid role; use system, user, assistant or tool`);
		}
	});
}

function readAssistant(entry: Record<string, unknown>, place: string, toolNames: Map<string, string>): Message {
	const calls = entry.tool_calls ?? entry.toolCalls;
	const text = entry.content === undefined || entry.content === null ? '' : readText(entry.content, place);
	if (calls === undefined || calls === null) return { role: 'assistant', text };
	if (!Array.isArray(calls)) throw new InputFault(`${place}: tool_calls must be a list`);
	const toolCalls = calls.map((call: unknown) => readToolCall(call, place));
	for (const call of toolCalls) toolNames.set(call.id, call.name);
	return toolCalls.length === 0 ? { role: 'assistant', text } : { role: 'assistant', text, toolCalls };
}

function readToolCall(call: unknown, place: string): ToolCall {
	const details = isRecord(call) && isRecord(call.function) ? call.function : call;
	if (!isRecord(call) || !isRecord(details) || textOf(call.id) === '' || textOf(details.name) === '')
		throw new InputFault(`${place}: each of its tool_calls needs an id and a name`);
	const args = details.arguments ?? {};
	return {
		id: textOf(call.id),
		name: textOf(details.name),
		arguments: typeof args === 'string' ? args : JSON.stringify(args),
	};
}

function readToolResult(entry: Record<string, unknown>, place: string, toolNames: Map<string, string>): Message {
	const toolCallId = textOf(entry.tool_call_id ?? entry.toolCallId);
	if (toolCallId === '') throw new InputFault(`${place} is a tool's result and needs tool_call_id`);
	return {
		role: 'tool',
		toolCallId,
		toolName: textOf(entry.name ?? entry.toolName) || (toolNames.get(toolCallId) ?? ''),
		text: readText(entry.content, place),
	};
}

function readText(content: unknown, place: string): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) throw new InputFault(`${place} needs a content`);
	return content
		.map((part: unknown) => {
			if (isRecord(part) && part.type === 'text' && typeof part.text === 'string') return part.text;
			throw new InputFault(`${place}: its content may hold text only`);
		})
		.join('\n');
}

function readContent(content: unknown, place: string): ContentPart[] {
	if (typeof content === 'string') return [{ type: 'text', text: content }];
	if (!Array.isArray(content) || content.length === 0) throw new InputFault(`${place} needs a content`);
	return content.map((part: unknown) => readPart(part, place));
}

function readPart(part: unknown, place: string): ContentPart {
	if (isRecord(part) && part.type === 'text' && typeof part.text === 'string')
		return { type: 'text', text: part.text };
	if (isRecord(part) && part.type === 'image_url') {
		const url = isRecord(part.image_url) ? part.image_url.url : part.image_url;
		if (typeof url === 'string' && url !== '') return readImageUrl(url);
	}
	throw new InputFault(
		`${place}: each part of its content is {"type": "text", "text": ...} or {"type": "image_url", "image_url": {"url": ...}}`,
	);
}

function readImageUrl(url: string): ContentPart {
	const [, mediaType, dataBase64] = DATA_URL.exec(url) ?? [];
	if (mediaType === undefined || dataBase64 === undefined) return { type: 'image_url', url };
	return { type: 'image', mediaType, dataBase64 };
}
