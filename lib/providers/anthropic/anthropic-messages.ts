import type { ContentBlockParam, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { readDataUrl } from '../../data-url';
import type { ContentPart, Message, ToolCall } from '../../types/chat';
import type { ProviderFailure } from '../../types/failure';
import { toArgumentsObject } from '../http/tool-arguments';
import { unsupported } from '../http/unsendable';

interface Turn {
	role: 'user' | 'assistant';
	content: ContentBlockParam[];
}

const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

/** System messages, wherever they stand, as the one text that the API takes; undefined when there is none. */
export function toAnthropicSystem(messages: readonly Message[]): string | undefined {
	const texts = messages.flatMap((message) =>
		message.role === 'system' && !isBlank(message.text) ? [message.text] : [],
	);
	return texts.length === 0 ? undefined : texts.join('\n\n');
}

/**
 * The conversation in turns that alternate: neighbours of one role become one turn, since all results of
 * parallel tool calls must stand in one. Empty texts are left out: the API refuses them. Throws `unsupported` for
 * content that the API has no block for.
 */
export function toAnthropicMessages(messages: readonly Message[]): MessageParam[] {
	const turns: Turn[] = [];
	for (const message of messages) {
		const turn = toTurn(message);
		if (!turn || turn.content.length === 0) continue;
		const last = turns.at(-1);
		if (last?.role === turn.role) last.content.push(...turn.content);
		else turns.push(turn);
	}
	return turns;
}

function toTurn(message: Message): Turn | undefined {
	switch (message.role) {
		case 'system':
			return undefined;
		case 'user':
			return { role: 'user', content: message.content.flatMap(toBlocks) };
		case 'assistant':
			return { role: 'assistant', content: [...textBlocks(message.text), ...(message.toolCalls ?? []).map(toToolUse)] };
		case 'tool':
			return {
				role: 'user',
				content: [
					{
						type: 'tool_result',
						tool_use_id: toToolUseId(message.toolCallId),
						...(!isBlank(message.text) && { content: message.text }),
						...(message.isError && { is_error: true }),
					},
				],
			};
	}
}

function toBlocks(part: ContentPart): ContentBlockParam[] {
	switch (part.type) {
		case 'text':
			return textBlocks(part.text);
		case 'image':
			return [toImage(part.mediaType, part.dataBase64)];
		case 'image_url':
			return [toImageFromUrl(part.url)];
		case 'file':
			return [toDocument(part)];
	}
}

function textBlocks(text: string): ContentBlockParam[] {
	return isBlank(text) ? [] : [{ type: 'text', text }];
}

function toImage(mediaType: string, data: string): ContentBlockParam {
	const known = IMAGE_TYPES.find((type) => type === (mediaType === 'image/jpg' ? 'image/jpeg' : mediaType));
	if (!known) throw refused(`images of type ${mediaType}`, 'JPEG, PNG, GIF or WebP');
	return { type: 'image', source: { type: 'base64', media_type: known, data } };
}

function toImageFromUrl(url: string): ContentBlockParam {
	const inline = readDataUrl(url);
	if (inline) return toImage(inline.mediaType, inline.dataBase64);
	return { type: 'image', source: { type: 'url', url } };
}

function toDocument(file: Extract<ContentPart, { type: 'file' }>): ContentBlockParam {
	if (file.mediaType.startsWith('image/')) return toImage(file.mediaType, file.dataBase64);
	if (file.mediaType === 'application/pdf') {
		return {
			type: 'document',
			title: file.fileName,
			source: { type: 'base64', media_type: 'application/pdf', data: file.dataBase64 },
		};
	}
	if (file.mediaType.startsWith('text/') || file.mediaType === 'application/json') {
		const text = Buffer.from(file.dataBase64, 'base64').toString('utf8');
		return { type: 'document', title: file.fileName, source: { type: 'text', media_type: 'text/plain', data: text } };
	}
	throw refused(`files of type ${file.mediaType}`, 'PDF or text');
}

function toToolUse(call: ToolCall): ContentBlockParam {
	return { type: 'tool_use', id: toToolUseId(call.id), name: call.name, input: toArgumentsObject(call.arguments) };
}

/** Other providers write ids that this API refuses (`functions.search:0`); a call and its result change alike. */
function toToolUseId(id: string): string {
	return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}

function isBlank(text: string): boolean {
	return text.trim() === '';
}

function refused(what: string, instead: string): ProviderFailure {
	return unsupported(`Anthropic takes no ${what}: send ${instead}.`);
}
