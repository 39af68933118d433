import type { OpenAI } from 'openai';
import type { ContentPart, Message } from '../../types/chat';

type WireMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type WirePart = OpenAI.Chat.Completions.ChatCompletionContentPart;

/** A conversation in the shape of chat completions. */
export function toOpenAiMessages(messages: readonly Message[]): WireMessage[] {
	return messages.map(toOpenAiMessage);
}

function toOpenAiMessage(message: Message): WireMessage {
	switch (message.role) {
		case 'system':
			return { role: 'system', content: message.text };
		case 'user':
			return { role: 'user', content: toUserContent(message.content) };
		case 'assistant': {
			const calls = message.toolCalls ?? [];
			if (calls.length === 0) return { role: 'assistant', content: message.text };
			return {
				role: 'assistant',
				content: message.text === '' ? null : message.text,
				tool_calls: calls.map(({ id, name, arguments: text }) => ({
					id,
					type: 'function',
					// Servers that parse it refuse an empty text, which is how a call without arguments may have come.
					function: { name, arguments: text === '' ? '{}' : text },
				})),
			};
		}
		case 'tool':
			// The protocol has no field for a failed tool: its text has to say so.
			return {
				role: 'tool',
				tool_call_id: message.toolCallId,
				content: message.isError ? `Error: ${message.text}` : message.text,
			};
	}
}

/** Plain text stays a string: some compatible servers take no lists. */
function toUserContent(parts: readonly ContentPart[]): string | WirePart[] {
	const [only] = parts;
	if (only === undefined) return '';
	if (parts.length === 1 && only.type === 'text') return only.text;
	return parts.map(toPart);
}

function toPart(part: ContentPart): WirePart {
	switch (part.type) {
		case 'text':
			return { type: 'text', text: part.text };
		case 'image':
			return { type: 'image_url', image_url: { url: dataUrl(part.mediaType, part.dataBase64) } };
		case 'image_url':
			return { type: 'image_url', image_url: { url: part.url } };
		case 'file':
			return isTextual(part.mediaType)
				? { type: 'text', text: `${part.fileName}:\n${Buffer.from(part.dataBase64, 'base64').toString('utf8')}` }
				: { type: 'file', file: { filename: part.fileName, file_data: dataUrl(part.mediaType, part.dataBase64) } };
	}
}

/** File parts are for PDF; what is text anyway is sent as text. */
function isTextual(mediaType: string): boolean {
	return /^(text\/|application\/(json|xml|yaml|x-yaml|csv)\b)/i.test(mediaType);
}

function dataUrl(mediaType: string, dataBase64: string): string {
	return `data:${mediaType};base64,${dataBase64}`;
}
