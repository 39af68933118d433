import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import { type Attempt, openAttempt } from '../http/attempt';
import type { Refinement } from '../http/classify';
import { clientByEndpoint, fetchOptions } from '../http/client-by-endpoint';
import { isRecord } from '../http/error-answer';
import { OptionalField } from '../http/optional-field';
import { parseJson } from '../http/parse-json';
import type { Provider, ProviderCall } from '../provider';
import { createOpenAiClient, openAiSdk } from './openai-client';
import { refineOpenAiError, refusesOpenAiField } from './openai-errors';
import { type OpenAiRequestDialect, toOpenAiRequest } from './openai-request';
import { readOpenAiAnswer } from './openai-stream';

/** OpenAI's chat completions. */
export function createOpenAiProvider(): Provider {
	return createChatCompletionsProvider({
		maxTokensField: 'max_completion_tokens',
		mayRefuseStreamOptions: false,
		refine: refineOpenAiError,
	});
}

/** What makes a provider of the chat completions protocol. */
export interface ChatCompletionsDialect {
	maxTokensField: OpenAiRequestDialect['maxTokensField'];
	/** Some servers refuse `stream_options`: ask once more without, and remember it for endpoint and model. */
	mayRefuseStreamOptions: boolean;
	refine: Refinement;
}

/** A provider over the `openai` SDK, loaded at the first request. The SDK sends requests; answers are read here, within bounds. */
export function createChatCompletionsProvider(dialect: ChatCompletionsDialect): Provider {
	const clientOf = clientByEndpoint(createOpenAiClient);
	const streamOptions = new OptionalField();
	const efforts = new OptionalField();

	async function send(call: ProviderCall, attempt: Attempt): Promise<Response> {
		const { endpoint, model, messages, settings, signal } = call;
		const { reasoningEffort, ...withoutEffort } = settings;
		const create = async (includeUsage: boolean, withEffort: boolean): Promise<Response> => {
			const body = toOpenAiRequest(model, messages, withEffort ? settings : withoutEffort, {
				...dialect,
				includeUsage,
			});
			const client = await clientOf(endpoint);
			return await client.chat.completions.create(body, { fetchOptions: fetchOptions(attempt) }).asResponse();
		};
		const createWithEffort = async (includeUsage: boolean): Promise<Response> => {
			const isOurWish = reasoningEffort !== undefined && settings.extraBody?.reasoning_effort === undefined;
			if (!isOurWish) return await create(includeUsage, true);
			return await efforts.send({
				// Models that reason may still not know every effort.
				server: JSON.stringify([endpoint.baseUrl, model, reasoningEffort]),
				signal,
				send: async (withEffort) => await create(includeUsage, withEffort),
				isRefusal: () => refusesOpenAiField(attempt.refusal, /reasoning[_.]?effort/i),
			});
		};
		if (!dialect.mayRefuseStreamOptions) return await createWithEffort(true);
		return await streamOptions.send({
			server: JSON.stringify([endpoint.baseUrl, model]),
			signal,
			send: createWithEffort,
			isRefusal: () => refusesOpenAiField(attempt.refusal, /stream_options/),
		});
	}

	return {
		async *stream(call): AsyncGenerator<ProviderEvent> {
			const attempt = openAttempt(call, dialect);
			const response = await attempt.run(async () => await send(call, attempt));
			yield* readOpenAiAnswer(response, attempt);
		},

		async listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
			const attempt = openAttempt({ endpoint, signal }, dialect);
			return await attempt.run(async () => {
				const client = await clientOf(endpoint);
				const response = await client.get('/models', { fetchOptions: fetchOptions(attempt) }).asResponse();
				return modelNames(parseJson(await response.text(), attempt.host));
			});
		},

		warm: openAiSdk.warm,
	};
}

/** `{data: [{id}]}` (OpenAI), `[{id}]` (Together), `{models: [{name}]}` (some local servers). */
function modelNames(body: unknown): string[] {
	const list: unknown = Array.isArray(body) ? body : isRecord(body) ? (body.data ?? body.models) : undefined;
	const names = (Array.isArray(list) ? list : []).flatMap((model: unknown) => {
		const name = isRecord(model) ? (model.id ?? model.name) : model;
		return typeof name === 'string' ? [name] : [];
	});
	return [...new Set(names)].sort();
}
