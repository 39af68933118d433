import type { ContentPart, GenerationSettings, Message } from '../types/chat';
import { eachWord } from './words';

/** What of a call a server could quote. */
export interface QuotableRequest {
	model: string;
	messages: readonly Message[];
	settings: GenerationSettings;
}

/** Files that are sent as text, or may be. */
const TEXTUAL = /^(text\/|application\/(.*\+)?(json|xml|yaml|x-yaml|csv|javascript|sql|rtf)\b)/i;

/** Settings of the body (`auto`, `json_object`) are words that an error needs, and no texts. */
const SETTING_WORD = /^[\w.:/-]{0,24}$/;

/**
 * Every text of a request: messages of all roles, text files, the arguments of tool calls, what tools and the schema
 * say of themselves, stop sequences, and the texts of `extraBody` and `chatCompletionsBody`.
 */
export function requestTexts({ messages, settings }: QuotableRequest): string[] {
	const { tools = [], responseSchema, stop = [], extraBody, chatCompletionsBody } = settings;
	const texts = [
		...messages.flatMap(messageTexts),
		...tools.flatMap(({ description = '', parameters }) => [description, ...schemaTexts(parameters)]),
		...schemaTexts(responseSchema?.schema),
		...stop,
		...stringsOf([extraBody, chatCompletionsBody]).filter((text) => !SETTING_WORD.test(text)),
	];
	return texts.filter((text) => text !== '');
}

/** The words, in lower case, of what an error must be able to name, even if the prompt does too: model, tools, fields. */
export function namesOf({ model, settings }: QuotableRequest): Set<string> {
	const { tools = [], responseSchema, extraBody, chatCompletionsBody } = settings;
	const names = [
		model,
		...tools.flatMap(({ name, parameters }) => [name, ...leavesOf(parameters).keys]),
		responseSchema?.name ?? '',
		...leavesOf([responseSchema?.schema, extraBody, chatCompletionsBody]).keys,
	];
	const words = new Set<string>();
	for (const name of names.map((text) => text.toLowerCase())) {
		eachWord(name, (start, end) => words.add(name.slice(start, end)));
	}
	return words;
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

/** Without the names of types and of required properties. */
function schemaTexts(schema: unknown): string[] {
	return leavesOf(schema)
		.texts.filter(({ key, isListed }) => key !== '$ref' && key !== 'type' && !(key === 'required' && isListed))
		.map(({ text }) => text);
}

function stringsOf(value: unknown): string[] {
	return leavesOf(value).texts.map(({ text }) => text);
}

interface Leaves {
	/** Texts, each with the key that it is under, itself or in a list. */
	texts: Array<{ text: string; key: string; isListed: boolean }>;
	keys: string[];
}

/** Not recursive: values that are nested deeply come from outside. */
function leavesOf(root: unknown): Leaves {
	const leaves: Leaves = { texts: [], keys: [] };
	const open: Array<{ value: unknown; key: string; isListed: boolean }> = [{ value: root, key: '', isListed: false }];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { value, key, isListed } = next;
		if (typeof value === 'string') leaves.texts.push({ text: value, key, isListed });
		if (typeof value !== 'object' || value === null) continue;
		if (Array.isArray(value)) {
			for (const inner of [...value].reverse()) open.push({ value: inner, key, isListed: true });
			continue;
		}
		for (const [name, inner] of Object.entries(value).reverse()) {
			leaves.keys.push(name);
			open.push({ value: inner, key: name, isListed: false });
		}
	}
	return leaves;
}
