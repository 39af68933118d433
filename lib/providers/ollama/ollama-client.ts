import { MAX_ANSWER_BYTES, MAX_LIST_BYTES } from '../../bounds';
import { systemClock } from '../../clock';
import type { Endpoint } from '../../types/deployment';
import { type Failure, ProviderFailure } from '../../types/failure';
import { failureFromAnswer } from '../http/classify';
import { type ErrorAnswer, errorDetail } from '../http/error-answer';
import { providerFetch } from '../http/fetch';
import { cancelledFailure, hostOf, networkFailure } from '../http/network-failure';
import { withBoundedJson } from '../http/parse-json';
import { confidentialOf } from '../../redaction/redact';
import type { QuotableRequest } from '../../redaction/request-texts';
import { notBuilt } from '../http/unsendable';
import type { ProviderCall } from '../provider';
import { checkedLines } from '../http/json-lines';
import { refineOllamaError, refusesThinking } from './ollama-errors';

/** The fetch of one request, and the translation of what the package throws around it. */
export interface CallFetch {
	fetch: typeof globalThis.fetch;
	/** The model was asked to think, and cannot. */
	readonly refusedThinking: boolean;
	failure(error: unknown): ProviderFailure;
}

/**
 * What the `ollama` package lacks is done in the fetch that it is given: the signal holds from the first moment (the
 * package passes none before the headers have come), an error answer is classified with its status and
 * headers (the package drops Retry-After), and broken lines of a stream end it instead of being skipped.
 */
export function createCallFetch(
	endpoint: Endpoint,
	signal: AbortSignal,
	asked?: QuotableRequest,
	onReach?: ProviderCall['onReach'],
): CallFetch {
	const host = hostOf(endpoint.baseUrl);
	let sent = false;
	let refusedThinking = false;

	const answered = (answer: ErrorAnswer): ProviderFailure => {
		// Of the server's own words: the message of a failure hides what it shares with the prompt.
		refusedThinking = refusesThinking(answer.status, errorDetail(answer.body).message);
		const confidential = confidentialOf(endpoint, asked);
		return new ProviderFailure(
			failureFromAnswer(answer, { confidential, nowMs: systemClock.wallMs(), refine: refineOllamaError }),
		);
	};

	return {
		get refusedThinking() {
			return refusedThinking;
		},
		async fetch(input, init) {
			const headers = requestHeaders(endpoint, init?.headers);
			sent = true;
			const maxBytes = isChat(input) ? MAX_ANSWER_BYTES : MAX_LIST_BYTES;
			const response = await providerFetch(input, { ...init, headers, signal, onReach, maxBytes });
			const { status, body } = response;
			if (!response.ok) throw answered({ status, body: await bodyOf(response), headers: response.headers });
			if (!isChat(input)) return await withBoundedJson(response, host);
			if (!body) return response;
			return new Response(
				checkedLines(body, {
					host,
					malformed: () => serverFailure(`${host} sent a line that is no JSON.`),
					reported: (line) => answered({ body: line, headers: response.headers }),
				}),
			);
		},
		failure(error) {
			if (error instanceof ProviderFailure) return error;
			if (error instanceof SyntaxError)
				return serverFailure(`${host} sent an answer that is no JSON: is it an Ollama server?`);
			return sent || signal.aborted ? new ProviderFailure(brokenOff(error, sent)) : notBuilt();
		},
	};

	function brokenOff(error: unknown, wasSent: boolean): Failure {
		return signal.aborted ? cancelledFailure(wasSent) : networkFailure(error, { signal, host });
	}
}

/** Of all that is asked, only this comes in lines. */
function isChat(input: Parameters<typeof globalThis.fetch>[0]): boolean {
	return String(input).endsWith('/api/chat');
}

export function serverFailure(message: string): ProviderFailure {
	return new ProviderFailure({ kind: 'server', message, reached: true });
}

/** The package adds `OLLAMA_API_KEY` of the environment for ollama.com: only what the credential says is sent. */
function requestHeaders(
	{ apiKey, headers: own }: Endpoint,
	packageHeaders: ConstructorParameters<typeof Headers>[0],
): Headers {
	const headers = new Headers(packageHeaders);
	headers.delete('authorization');
	if (apiKey) headers.set('authorization', `Bearer ${apiKey}`);
	for (const [name, value] of Object.entries(own)) headers.set(name, value);
	return headers;
}

async function bodyOf(response: Response): Promise<unknown> {
	const text = await response.text();
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
