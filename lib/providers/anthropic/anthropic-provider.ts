import type { Anthropic } from '@anthropic-ai/sdk';
import { MAX_ANSWER_BYTES, MAX_LIST_BYTES, MAX_LISTED_MODELS, MAX_NAME_LENGTH } from '../../bounds';
import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import { ProviderFailure } from '../../types/failure';
import type { ErrorAnswer } from '../http/error-answer';
import { NO_TIMEOUT_MS, providerFetch, warmProviderFetch } from '../http/fetch';
import { loadOnce } from '../http/load-once';
import { cancelledFailure, hostOf } from '../http/network-failure';
import { useOnlyOwnHeaders } from '../http/own-headers';
import { withBoundedJson } from '../http/parse-json';
import { cutOff } from '../http/running-answers';
import type { QuotableRequest } from '../../redaction/request-texts';
import { assertSendable } from '../http/unsendable';
import type { Provider, ProviderCall } from '../provider';
import { apiVersionHeader, requestHeaders, serverUrl } from './anthropic-client';
import { failureOf, failureOfAnswer, type FailedRequest } from './failure-of';
import { readMessages } from './read-messages';
import { toMessagesRequest } from './anthropic-request';

/** The most the model list gives at once. */
const MODELS_PER_PAGE = 1_000;

/** Claude through the Messages API, and servers that speak it. Loads the SDK at the first request. */
export function createAnthropicProvider(): Provider {
	return { stream, listModels, warm };
}

async function* stream(call: ProviderCall): AsyncGenerator<ProviderEvent> {
	const { endpoint, signal } = call;
	const sdk = await loadSdk();
	if (signal.aborted) throw new ProviderFailure(cancelledFailure(false));
	assertSendable(endpoint);
	const body = toMessagesRequest(call, sdk.transformJSONSchema);
	const request = openRequest(sdk, endpoint, signal, call, call.onReach);
	let finished = false;
	try {
		// Not `messages.create`: it writes to the console about models that Anthropic is about to retire. The SDK sends the
		// request and reads error answers; streams are read here, within bounds.
		const response = await request.client
			.post('/v1/messages', { body, headers: apiVersionHeader(body, endpoint), stream: true, signal })
			.asResponse();
		const host = hostOf(endpoint.baseUrl);
		for await (const event of readMessages(response, { host, reported: request.reported })) {
			finished = event.type === 'finish';
			if (finished && signal.aborted) break;
			yield event;
		}
	} catch (error) {
		throw request.failure(error);
	}
	if (signal.aborted) throw request.failure(undefined);
	if (!finished) throw endedEarly(endpoint);
}

async function listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
	assertSendable(endpoint);
	const sdk = await loadSdk();
	const request = openRequest(sdk, endpoint, signal);
	try {
		const names: string[] = [];
		let listed = 0;
		// A server may say of every page that there is another.
		for await (const { id } of request.client.models.list({ limit: MODELS_PER_PAGE }, { signal })) {
			if (++listed > MAX_LISTED_MODELS) throw listTooLong(endpoint);
			if (typeof id === 'string' && id.length <= MAX_NAME_LENGTH) names.push(id);
		}
		return names.sort();
	} catch (error) {
		throw request.failure(error);
	}
}

async function warm(): Promise<void> {
	await Promise.all([loadSdk(), warmProviderFetch()]);
}

type Sdk = Awaited<ReturnType<typeof importSdk>>;

async function importSdk() {
	const [{ Anthropic: Client, APIError }, { transformJSONSchema }] = await Promise.all([
		import('@anthropic-ai/sdk'),
		import('@anthropic-ai/sdk/lib/transform-json-schema'),
	]);
	return { Client, APIError, transformJSONSchema };
}

const loadSdk = loadOnce('@anthropic-ai/sdk', importSdk);

/** A client for one request, and the translation of what it throws. */
function openRequest(
	sdk: Sdk,
	endpoint: Endpoint,
	signal: AbortSignal,
	asked?: QuotableRequest,
	onReach?: ProviderCall['onReach'],
) {
	let sent = false;
	const client: Anthropic = new sdk.Client({
		baseURL: serverUrl(endpoint),
		// Null would make the SDK look for keys in the environment and in files.
		apiKey: endpoint.apiKey ?? '',
		defaultHeaders: requestHeaders(endpoint),
		maxRetries: 0,
		timeout: NO_TIMEOUT_MS,
		logLevel: 'off',
		openTelemetry: false,
		fetch: async (input, init) => {
			sent = true;
			if (asked !== undefined) return await providerFetch(input, { ...init, onReach, maxBytes: MAX_ANSWER_BYTES });
			// A request that asks no model asks for a list of them.
			const response = await providerFetch(input, { ...init, onReach, maxBytes: MAX_LIST_BYTES });
			return response.ok ? await withBoundedJson(response, hostOf(endpoint.baseUrl)) : response;
		},
	});
	useOnlyOwnHeaders(client, requestHeaders(endpoint));
	const failure = (error: unknown): ProviderFailure => {
		const request: FailedRequest = {
			signal,
			sent,
			endpoint,
			asked,
			isApiError: (thrown) => thrown instanceof sdk.APIError,
		};
		return new ProviderFailure(failureOf(error, request));
	};
	const reported = (answer: ErrorAnswer): ProviderFailure =>
		new ProviderFailure(failureOfAnswer(answer, endpoint, asked));
	return { client, failure, reported };
}

function endedEarly(endpoint: Endpoint): ProviderFailure {
	return new ProviderFailure({
		kind: 'server',
		message: `${hostOf(endpoint.baseUrl)} ended the stream before the answer was complete.`,
		reached: true,
	});
}

function listTooLong(endpoint: Endpoint): ProviderFailure {
	const most = MAX_LISTED_MODELS.toLocaleString('en');
	return cutOff(hostOf(endpoint.baseUrl), `its list has more than ${most} models`);
}
