import type { Message as PackageMessage } from 'ollama';
import { readDataUrl } from '../../data-url';
import type { ContentPart, Message, ToolCall } from '../../types/chat';
import type { ProviderFailure } from '../../types/failure';
import { toArgumentsObject } from '../http/tool-arguments';
import { unsupported } from '../http/unsendable';

/** What the server reads; the package's types lag behind it. */
export type OllamaMessage = Omit<PackageMessage, 'images'> & { images?: string[]; tool_call_id?: string };

/**
 * The conversation in Ollama's messages, one for one. Throws `unsupported` for what Ollama cannot be sent:
 * images by address (it fetches nothing) and files.
 */
export function toOllamaMessages(messages: readonly Message[]): OllamaMessage[] {
	return messages.map(toOllamaMessage);
}

function toOllamaMessage(message: Message): OllamaMessage {
	switch (message.role) {
		case 'system':
			return { role: 'system', content: message.text };
		case 'user': {
			const images = message.content.flatMap(toImages);
			return { role: 'user', content: textOf(message.content), ...(images.length > 0 && { images }) };
		}
		case 'assistant':
			return {
				role: 'assistant',
				content: message.text,
				...(message.toolCalls?.length && { tool_calls: message.toolCalls.map(toToolCall) }),
			};
		case 'tool':
			return { role: 'tool', content: message.text, tool_name: message.toolName, tool_call_id: message.toolCallId };
	}
}

function textOf(content: readonly ContentPart[]): string {
	return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

function toImages(part: ContentPart): string[] {
	switch (part.type) {
		case 'text':
			return [];
		case 'image':
			return [part.dataBase64];
		case 'image_url': {
			const inline = readDataUrl(part.url);
			if (!inline?.mediaType.startsWith('image/')) throw refused('images by address (image_url)');
			return [inline.dataBase64];
		}
		case 'file':
			if (part.mediaType.startsWith('image/')) return [part.dataBase64];
			throw refused(`files of type ${part.mediaType}`);
	}
}

function toToolCall(call: ToolCall): { id: string; function: { name: string; arguments: Record<string, unknown> } } {
	return { id: call.id, function: { name: call.name, arguments: toArgumentsObject(call.arguments) } };
}

function refused(what: string): ProviderFailure {
	return unsupported(`Ollama takes no ${what}: send images as binary data and other content as text.`);
}
