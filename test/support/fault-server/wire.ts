import type { Answer } from './behaviour';

/** One write of a stream. Only tokens are counted by `breakAfter` and paced. */
export interface Frame {
	data: string;
	token: boolean;
}

/** A protocol as a provider's server speaks it. */
export interface Wire {
	streamContentType: string;
	/** The request wants a stream. */
	wantsStream(body: Record<string, unknown>): boolean;
	frames(answer: Answer, model: string): Frame[];
	whole(answer: Answer, model: string): unknown;
	keepAlive: string;
	malformed: string;
	errorFrame(error?: unknown): string;
	errorBody(status: number): unknown;
}

export const token = (data: string): Frame => ({ data, token: true });
export const control = (data: string): Frame => ({ data, token: false });

/** JSON if it is, the text itself if not. */
export function parsedOrText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
