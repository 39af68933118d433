import type { ContentPart, Message } from '../types/chat';
import type { CallTexts } from '../types/usage-row';

export interface SaidFacts {
	messages: readonly Message[];
	/** Of a failed call, what came of it; empty: nothing. */
	answer: string;
	/** Epoch milliseconds. */
	endedAtMs: number;
	keepTextsMs: number;
}

/** What was said in a call, to be kept for `keepTextsMs` from its end. Of images and files only what they are, not what they hold. */
export function toCallTexts({ messages, answer, endedAtMs, keepTextsMs }: SaidFacts): CallTexts {
	return {
		prompt: JSON.stringify(messages.map(withoutContents)),
		answer: answer === '' ? undefined : answer,
		keepUntilMs: endedAtMs + keepTextsMs,
	};
}

function withoutContents(message: Message) {
	return message.role === 'user' ? { ...message, content: message.content.map(withoutContent) } : message;
}

function withoutContent(part: ContentPart) {
	switch (part.type) {
		case 'text':
			return part;
		case 'image':
			return { type: part.type, mediaType: part.mediaType };
		case 'file':
			return { type: part.type, mediaType: part.mediaType, fileName: part.fileName };
		case 'image_url':
			// An address leads to the image; a data URL is the image.
			return { type: part.type, url: part.url.startsWith('data:') ? 'data:' : part.url };
	}
}
