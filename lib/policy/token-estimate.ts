import type { ContentPart, Message, ToolCall, ToolDefinition } from '../types/chat';

/**
 * English runs at about 4 bytes a token (OpenAI's documentation says 4 characters); other scripts take more
 * bytes a character and about as many more tokens, so bytes serve for both.
 */
const BYTES_PER_TOKEN = 4;
/** Role and separators of one message (OpenAI's cookbook counts 3 to 4). */
const TOKENS_PER_MESSAGE = 4;
/** An image of 1024 × 1024 costs 765 tokens at GPT-4o's high detail, 1,400 at Claude's; between the two. */
const TOKENS_PER_IMAGE = 1_000;
/** What is reserved for the answer when its maximum is not set. */
export const UNSET_OUTPUT_TOKENS = 1_024;

/** A cheap guess, for limits and for answers whose provider did not count. At least 1. */
export function estimateTextTokens(text: string): number {
	return Math.max(1, Math.ceil(Buffer.byteLength(text, 'utf8') / BYTES_PER_TOKEN));
}

/** A cheap guess of a request's input tokens, tools included. */
export function estimateInputTokens(messages: readonly Message[], tools: readonly ToolDefinition[] = []): number {
	let tokens = 0;
	for (const message of messages) tokens += TOKENS_PER_MESSAGE + messageTokens(message);
	if (tools.length > 0) tokens += estimateTextTokens(JSON.stringify(tools));
	return tokens;
}

/** A cheap guess of an answer's output tokens; 0 for an empty one. */
export function estimateOutputTokens(text: string, toolCalls: readonly ToolCall[]): number {
	let tokens = text === '' ? 0 : estimateTextTokens(text);
	for (const call of toolCalls) tokens += estimateTextTokens(call.name + call.arguments);
	return tokens;
}

function messageTokens(message: Message): number {
	switch (message.role) {
		case 'system':
		case 'tool':
			return estimateTextTokens(message.text);
		case 'assistant':
			return estimateOutputTokens(message.text, message.toolCalls ?? []);
		case 'user':
			return message.content.reduce((sum, part) => sum + partTokens(part), 0);
	}
}

function partTokens(part: ContentPart): number {
	switch (part.type) {
		case 'text':
			return estimateTextTokens(part.text);
		case 'image':
		case 'image_url':
			return TOKENS_PER_IMAGE;
		case 'file':
			// A text file is its bytes; of a PDF's bytes about a tenth is text.
			return Math.ceil(
				(part.dataBase64.length * 0.75) / (part.mediaType.startsWith('text/') ? BYTES_PER_TOKEN : 10 * BYTES_PER_TOKEN),
			);
	}
}
