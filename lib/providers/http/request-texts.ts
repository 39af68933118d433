import type { ContentPart, GenerationSettings, Message } from '../../types/chat';

/** What of a call a server could quote. */
export interface QuotableRequest {
	/** An error may name it, even if the prompt does too. */
	model: string;
	messages: readonly Message[];
	settings: GenerationSettings;
}

/** Files that are sent as text, or may be. */
const TEXTUAL = /^(text\/|application\/(.*\+)?(json|xml|yaml|x-yaml|csv|javascript|sql|rtf)\b)/i;

/** Shorter names are never taken for an echo, and are words or pieces of words. */
const MIN_MODEL_LENGTH = 12;

/** Settings of the body (`auto`, `json_object`) are words that an error needs, and no texts. */
const SETTING_WORD = /^[\w.:/-]{0,24}$/;

/**
 * Every text of a request: messages of all roles, text files, the arguments of tool calls, what tools and the schema
 * say of themselves, stop sequences, and the texts of `extraBody`
 * and `chatCompletionsBody`. Names of tools and of models are none.
 */
export function requestTexts({ model, messages, settings }: QuotableRequest): string[] {
	const { tools = [], responseSchema, stop = [], extraBody, chatCompletionsBody } = settings;
	const texts = [
		...messages.flatMap(messageTexts),
		...tools.flatMap(({ description, parameters }) => [description ?? '', schemaText(parameters)]),
		...(responseSchema ? [schemaText(responseSchema.schema)] : []),
		...stop,
		...stringsOf([extraBody, chatCompletionsBody]).filter((text) => !SETTING_WORD.test(text)),
	];
	return texts
		.filter((text) => text !== '')
		.map((text) => (model.length < MIN_MODEL_LENGTH ? text : text.replaceAll(model, ' ')));
}

function messageTexts(message: Message): string[] {
	switch (message.role) {
		case 'user':
			return message.content.flatMap(partTexts);
		case 'assistant':
			return [message.text, ...(message.toolCalls ?? []).map((call) => call.arguments)];
		default:
			return [message.text];
	}
}

function partTexts(part: ContentPart): string[] {
	switch (part.type) {
		case 'text':
			return [part.text];
		case 'image':
			return [];
		case 'image_url':
			return part.url.startsWith('data:') ? [] : [part.url];
		case 'file':
			return TEXTUAL.test(part.mediaType)
				? [part.fileName, Buffer.from(part.dataBase64, 'base64').toString('utf8')]
				: [part.fileName];
	}
}

/** Lists of required properties repeat names that an error needs to be understood. */
function schemaText(schema: Record<string, unknown>): string {
	return JSON.stringify(schema, (key, value: unknown) =>
		key === 'required' && Array.isArray(value) ? undefined : value,
	);
}

function stringsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
