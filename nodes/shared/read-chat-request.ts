import type { ChatRequest, ContentPart, GenerationSettings, Message, ReasoningEffort } from '../../lib';
import { convertMessages } from './convert-messages';
import { convertTools } from './convert-tools';
import { checkedNumber, checkedStop, checkedWhole, shortly } from './generation-values';
import { InputFault } from './input-fault';
import { namesOf, rowsOf, textOf } from './parameter-values';
import { parseJsonList, parseJsonObject } from './parse-json';
import { MAX_TAG_NAME_LENGTH, MAX_TAG_VALUE_LENGTH, MAX_TAGS } from './tag-bounds';

/** A call as the panel describes it; the content of binary fields is added when its turn comes. */
export interface ChatRequestPlan {
	messages: Message[];
	settings: GenerationSettings;
	tags?: Record<string, string>;
	/** Binary fields that go with the prompt. */
	binaryFields: string[];
}

/** @throws InputFault when there is nothing to ask, or a field holds broken JSON or what it cannot take. */
export function readChatRequest(prompt: unknown, options: Record<string, unknown>): ChatRequestPlan {
	const messages: Message[] = [];
	const systemMessage = textOf(options.systemMessage);
	if (systemMessage !== '') messages.push({ role: 'system', text: systemMessage });
	messages.push(...convertMessages(parseJsonList(options.messages, 'Messages') ?? []));
	const binaryFields = namesOf(options.binaryFields);
	const text = promptText(prompt);
	if (text !== '' || binaryFields.length > 0)
		messages.push({ role: 'user', content: text === '' ? [] : [{ type: 'text', text }] });
	if (binaryFields.length === 0 && !messages.some(asksSomething))
		throw new InputFault(
			messages.every(({ role }) => role === 'system')
				? 'the prompt is empty: write one in Prompt, or give Messages under Options'
				: 'there is nothing to ask: the prompt is empty, and so is every user message and tool result in Messages',
		);
	return { messages, settings: readSettings(options), tags: readTags(options.tags), binaryFields };
}

/** The plan's messages with `parts` in the last one, the prompt. */
export function withBinaryParts(plan: ChatRequestPlan, parts: readonly ContentPart[]): ChatRequest['messages'] {
	const last = plan.messages.at(-1);
	if (parts.length === 0 || last?.role !== 'user') return plan.messages;
	return [...plan.messages.slice(0, -1), { role: 'user', content: [...last.content, ...parts] }];
}

/** Blank text asks nothing, however many messages there are. */
function asksSomething(message: Message): boolean {
	if (message.role === 'user') return message.content.some((part) => part.type !== 'text' || part.text.trim() !== '');
	return message.role === 'tool' && message.text.trim() !== '';
}

function promptText(prompt: unknown): string {
	if (typeof prompt === 'string') return prompt.trim() === '' ? '' : prompt;
	if (prompt === undefined || prompt === null) return '';
	return typeof prompt === 'object' ? JSON.stringify(prompt) : String(prompt);
}

function readSettings(options: Record<string, unknown>): GenerationSettings {
	const schema = parseJsonObject(options.jsonSchema, 'JSON Schema');
	const tools = parseJsonList(options.tools, 'Tools');
	return {
		temperature: checkedNumber(options.temperature, 'Temperature', 0, 2),
		topP: checkedNumber(options.topP, 'Top P', 0, 1),
		maxOutputTokens: checkedWhole(options.maxOutputTokens, 'Max Output Tokens', 1),
		seed: checkedWhole(options.seed, 'Seed'),
		// By expression, one text may stand here.
		stop: checkedStop(options.stop, 'Stop Sequences'),
		reasoningEffort: readReasoningEffort(options.reasoningEffort),
		responseSchema: schema === undefined ? undefined : { name: 'answer', schema },
		tools: tools === undefined || tools.length === 0 ? undefined : convertTools(tools),
		toolChoice: readToolChoice(options.toolChoice, tools !== undefined && tools.length > 0),
		extraBody: parseJsonObject(options.extraBody, 'Extra Body Fields'),
	};
}

/** Those that every provider can be told of. */
export const REASONING_EFFORTS: readonly unknown[] = ['minimal', 'low', 'medium', 'high'] satisfies ReasoningEffort[];

function readReasoningEffort(value: unknown): ReasoningEffort | undefined {
	if (value === undefined || value === '') return undefined;
	if (REASONING_EFFORTS.includes(value)) return value as ReasoningEffort;
	throw new InputFault(`Reasoning Effort must be one of ${REASONING_EFFORTS.join(', ')}, but is ${shortly(value)}`);
}

function readToolChoice(value: unknown, hasTools: boolean): GenerationSettings['toolChoice'] {
	const choice = textOf(value);
	if (choice === '') return undefined;
	if (!hasTools) {
		if (choice === 'auto' || choice === 'none') return undefined;
		throw new InputFault('Tool Choice asks for a tool, but there is none: list one in Tools, or choose Automatic');
	}
	// By expression, the name of one tool may stand here.
	return choice === 'auto' || choice === 'none' || choice === 'required' ? choice : { name: choice };
}

/** The rows of the panel's Tags; undefined when there is none with a name. @throws InputFault for what is too long or too much. */
export function readTags(tags: unknown): Record<string, string> | undefined {
	const entries = rowsOf(tags, 'entries')
		.map((tag) => [textOf(tag.name), textOf(tag.value)] as const)
		.filter(([name]) => name !== '');
	if (entries.length > MAX_TAGS) throw new InputFault(`Tags may have ${MAX_TAGS} rows, but has ${entries.length}`);
	for (const [name, value] of entries) {
		if (name.length > MAX_TAG_NAME_LENGTH)
			throw new InputFault(`Tags: a name may have ${MAX_TAG_NAME_LENGTH} characters, but one has ${name.length}`);
		if (value.length > MAX_TAG_VALUE_LENGTH)
			throw new InputFault(
				`Tags: a value may have ${MAX_TAG_VALUE_LENGTH} characters, but that of ${JSON.stringify(name)} has ${value.length}`,
			);
	}
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
