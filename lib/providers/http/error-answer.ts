import type { HeaderReader } from '../../policy/retry-after';

/** An error as a provider answered it: over HTTP, or as an event inside a stream that began with 200. */
export interface ErrorAnswer {
	/** Undefined: it came inside a stream. */
	status?: number;
	/** Parsed JSON, or the text as it came; undefined when there was none. */
	body?: unknown;
	headers?: HeaderReader;
}

/** More than any gateway puts around an error. */
const MAX_DEPTH = 8;

/** What an error body says, whatever its shape. */
export interface ErrorDetail {
	message?: string;
	type?: string;
	code?: string;
	/** A status wrapped inside the body: gateways answer 500 around an upstream's 429. */
	innerStatus?: number;
}

/**
 * Reads the bodies seen in the wild: `{error: {message, type, code}}` (OpenAI, Anthropic, most gateways),
 * `{error: "text"}` (Ollama, Hugging Face), `{message, type, code}` (older vLLM, Mistral),
 * `{detail: "text" | [{msg}]}` (FastAPI), an array around one of them (Gemini), or plain text; OpenRouter keeps
 * the upstream's own answer in `metadata.raw`. Never returns anything but the fields named: bodies also echo requests.
 * What is nested more than eight deep is not looked for.
 */
export function errorDetail(body: unknown): ErrorDetail {
	return detailOf(body, MAX_DEPTH);
}

function detailOf(body: unknown, depthLeft: number): ErrorDetail {
	if (depthLeft === 0) return {};
	if (typeof body === 'string') return textDetail(body);
	if (Array.isArray(body)) return detailOf(body[0], depthLeft - 1);
	if (!isRecord(body)) return {};
	const inner = body.error;
	if (Array.isArray(inner)) return detailOf(inner, depthLeft - 1);
	if (typeof inner === 'string') return { ...flatDetail(body), message: inner };
	if (isRecord(inner)) return { ...flatDetail(inner), ...upstreamDetail(inner.metadata, depthLeft - 1) };
	return flatDetail(body);
}

function flatDetail(error: Record<string, unknown>): ErrorDetail {
	const code = error.code ?? error.status;
	return {
		message: fastApiMessage(error.detail) ?? messageOf(error.message),
		type: stringOf(error.type),
		code: stringOf(error.code),
		innerStatus: statusOf(code) ?? statusOf(error.status_code),
	};
}

/** What the provider behind OpenRouter said, where OpenRouter itself just says "Provider returned error". */
function upstreamDetail(metadata: unknown, depthLeft: number): ErrorDetail {
	if (!isRecord(metadata) || typeof metadata.raw !== 'string') return {};
	const upstream = detailOf(parsedOrText(metadata.raw), depthLeft);
	return Object.fromEntries(Object.entries(upstream).filter(([, value]) => value !== undefined));
}

/** A page of a proxy in front of the model says nothing that belongs into a message. */
function textDetail(text: string): ErrorDetail {
	const trimmed = text.trim();
	if (trimmed === '') return {};
	return { message: trimmed.startsWith('<') ? 'an HTML page, so this is no model server' : trimmed };
}

/** FastAPI's validation errors hold the refused input beside `msg`; only `msg` is taken. */
function fastApiMessage(detail: unknown): string | undefined {
	if (!Array.isArray(detail)) return messageOf(detail);
	const messages = detail.flatMap((fault) => (isRecord(fault) ? (messageOf(fault.msg) ?? []) : []));
	return messages.length === 0 ? undefined : messages.join('; ');
}

function messageOf(value: unknown, depthLeft = MAX_DEPTH): string | undefined {
	if (typeof value === 'string') return value.trim() === '' ? undefined : value;
	return isRecord(value) && depthLeft > 0 ? messageOf(value.message, depthLeft - 1) : undefined;
}

function stringOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function statusOf(value: unknown): number | undefined {
	const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
	return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parsed JSON, or the text itself when it is none. */
export function parsedOrText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
