import { MAX_LISTED_MODELS, MAX_NAME_LENGTH } from '../../bounds';
import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import type { ProviderFailure } from '../../types/failure';
import { type Attempt, openAttempt } from '../http/attempt';
import { clientByEndpoint, fetchOptions } from '../http/client-by-endpoint';
import { cutOff } from '../http/running-answers';
import type { Provider, ProviderCall } from '../provider';
import { anthropicSdk, apiVersionHeader, createAnthropicClient } from './anthropic-client';
import { refineAnthropicError } from './anthropic-errors';
import { toAnthropicRequest } from './anthropic-request';
import { readAnthropicAnswer } from './anthropic-stream';

/** The most the model list gives at once. */
const MODELS_PER_PAGE = 1_000;

const FAILURES = { refine: refineAnthropicError };

/**
 * Claude through the Messages API, and servers that speak it, over Anthropic's SDK, loaded at the first request. The SDK sends
 * requests; answers are read here, within bounds.
 */
export function createAnthropicProvider(): Provider {
	const clientOf = clientByEndpoint(createAnthropicClient);

	async function send(call: ProviderCall, attempt: Attempt): Promise<Response> {
		const { endpoint } = call;
		const { transformJSONSchema } = await anthropicSdk.load();
		const body = toAnthropicRequest(call, transformJSONSchema);
		const headers = apiVersionHeader(body, endpoint);
		const client = await clientOf(endpoint);
		// Not `messages.create`: it writes to the console about models that Anthropic is about to retire.
		return await client
			.post('/v1/messages', { body, headers, stream: true, fetchOptions: fetchOptions(attempt) })
			.asResponse();
	}

	return {
		async *stream(call): AsyncGenerator<ProviderEvent> {
			const attempt = openAttempt(call, FAILURES);
			const response = await attempt.run(async () => await send(call, attempt));
			yield* readAnthropicAnswer(response, attempt);
		},

		async listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
			const attempt = openAttempt({ endpoint, signal }, FAILURES);
			return await attempt.run(async () => {
				const client = await clientOf(endpoint);
				const options = { fetchOptions: fetchOptions(attempt) };
				const names: string[] = [];
				let listed = 0;
				// A server may say of every page that there is another.
				for await (const { id } of client.models.list({ limit: MODELS_PER_PAGE }, options)) {
					if (++listed > MAX_LISTED_MODELS) throw listTooLong(attempt.host);
					if (typeof id === 'string' && id.length <= MAX_NAME_LENGTH) names.push(id);
				}
				return names.sort();
			});
		},

		warm: anthropicSdk.warm,
	};
}

function listTooLong(host: string): ProviderFailure {
	return cutOff(host, `its list has more than ${MAX_LISTED_MODELS.toLocaleString('en')} models`);
}
