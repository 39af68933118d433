import type { EndlessReply } from './endless';

/** What the fault server does with one chat request. */
export type Behaviour =
	/** Closes the connection without a byte of answer. */
	| 'close'
	/** Reads the request and never answers. */
	| 'hang'
	| ErrorReply
	| RawReply
	| EndlessReply
	| Answer;

/** A status other than 200. Without a body, one in the shape of the asked protocol is made up. */
export interface ErrorReply {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	delayMs?: number;
	/** Nothing follows the head but this much of the body, and the connection stays. */
	stallBody?: boolean;
}

/** Bytes as recorded from a real server, one write each. */
export interface RawReply {
	raw: string | string[];
	/** Default: that of a stream in the asked protocol; `none`: the answer has no content type. */
	contentType?: string;
	/** Between two writes. */
	paceMs?: number;
	/** Interim answers that come before the head, such as `HTTP/1.1 100 Continue\r\n\r\n`. */
	interim?: string | string[];
}

/** An answer in the asked protocol, streamed or whole as the request wants it. */
export interface Answer {
	/** A string is sent word by word, an array piece by piece; default `Hello from the fault server`. */
	text?: string | string[];
	reasoning?: string;
	toolCalls?: ScriptedToolCall[];
	/** `none`: the answer has no usage. Default: 10 input tokens, one output token a piece. */
	usage?: ScriptedUsage | 'none';
	/** The protocol's own word; default: what fits the content. `none`: left out. */
	finishReason?: string;
	/** Model the answer names; default: the requested one. */
	servedModel?: string;
	headers?: Record<string, string>;
	/** Before the status line. */
	delayMs?: number;
	/** Between the headers and the first token. */
	firstTokenDelayMs?: number;
	/** Between two tokens. */
	paceMs?: number;
	/** Keep-alive frames are sent this often while a token is awaited (also in a stall). */
	keepAliveEveryMs?: number;
	/** What goes wrong after so many tokens. */
	breakAfter?: Break;
	/** Answers whole JSON although a stream was asked for. */
	ignoreStream?: boolean;
	/** Leaves out the protocol's last frame (`[DONE]`, `message_stop`, `done: true`). */
	omitEnd?: boolean;
}

export interface Break {
	/** 0: before the first. */
	tokens: number;
	/**
	 * `stall`: nothing more comes, the connection stays; `cut`: the socket is destroyed; `end`: the answer ends
	 * properly but too soon; `malformed`: a frame that is no JSON; `error`: an error event in the protocol's shape.
	 */
	how: 'stall' | 'cut' | 'end' | 'malformed' | 'error';
	/** Body of the error event. */
	error?: unknown;
}

export interface ScriptedToolCall {
	id?: string;
	name: string;
	/** Text as the model writes it: may be broken JSON. Ollama, which sends objects, parses it when it can. */
	arguments: string;
}

export interface ScriptedUsage {
	input?: number;
	output?: number;
	cached?: number;
	cacheWrite?: number;
	reasoning?: number;
}

/** The pieces `text` is sent in. */
export function piecesOf(answer: Answer): string[] {
	const text = answer.text ?? 'Hello from the fault server';
	return typeof text === 'string' ? (text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) : text;
}

/** Usage to report; `none` becomes undefined. */
export function usageOf(answer: Answer): ScriptedUsage | undefined {
	if (answer.usage === 'none') return undefined;
	return answer.usage ?? { input: 10, output: piecesOf(answer).length + (answer.toolCalls?.length ?? 0) };
}
