import type { OpenAI } from 'openai';
import { MAX_LIST_BYTES } from '../../bounds';
import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import { isRecord } from '../http/error-answer';
import type { Refinement } from '../http/classify';
import { warmProviderFetch, type ProviderRequestInit } from '../http/fetch';
import { parseJson } from '../http/parse-json';
import { OptionalField } from '../http/optional-field';
import { notBuilt } from '../http/unsendable';
import type { Provider, ProviderCall } from '../provider';
import { OpenAiClients } from './openai-client';
import { readAnswer } from './read-answer';
import { refineOpenAiError } from './openai-errors';
import { AttemptFailures } from './attempt-failures';
import { toChatCompletionRequest, type RequestDialect } from './openai-request';

/** What makes a provider of the chat completions protocol. */
export interface ChatCompletionsDialect {
	maxTokensField: RequestDialect['maxTokensField'];
	/** Some servers refuse `stream_options`: ask once more without, and remember it for endpoint and model. */
	mayRefuseStreamOptions: boolean;
	refine: Refinement;
}

/** A provider over the `openai` SDK. The SDK sends requests and reads error answers; streams are read here. */
export function createChatCompletionsProvider(dialect: ChatCompletionsDialect): Provider {
	const clients = new OpenAiClients();
	const streamOptions = new OptionalField();
	const efforts = new OptionalField();

	async function send(call: ProviderCall, failures: AttemptFailures): Promise<Response> {
		const { endpoint, model, messages, settings, signal, onReach } = call;
		const { reasoningEffort, ...withoutEffort } = settings;
		const fetchOptions = forOurFetch({ onReach });
		const create = async (includeUsage: boolean, withEffort: boolean): Promise<Response> => {
			const body = toChatCompletionRequest(model, messages, withEffort ? settings : withoutEffort, {
				...dialect,
				includeUsage,
			});
			const client = await clients.get(endpoint);
			return await client.chat.completions.create(body, { signal, fetchOptions }).asResponse();
		};
		const createWithEffort = async (includeUsage: boolean): Promise<Response> => {
			const isOurWish = reasoningEffort !== undefined && settings.extraBody?.reasoning_effort === undefined;
			if (!isOurWish) return await create(includeUsage, true);
			return await efforts.send({
				// Models that reason may still not know every effort.
				server: JSON.stringify([endpoint.baseUrl, model, reasoningEffort]),
				signal,
				send: async (withEffort) => await create(includeUsage, withEffort),
				isRefusal: refuses(/reasoning[_.]?effort/i),
			});
		};
		try {
			if (!dialect.mayRefuseStreamOptions) return await createWithEffort(true);
			const server = JSON.stringify([endpoint.baseUrl, model]);
			return await streamOptions.send({ server, signal, send: createWithEffort, isRefusal: refuses(/stream_options/) });
		} catch (error) {
			// fetch's own come wrapped: this one is of JSON that cannot be written.
			throw isRecord(error) && error.name === 'TypeError' ? notBuilt() : failures.from(error);
		}
	}

	return {
		async *stream(call): AsyncGenerator<ProviderEvent> {
			const failures = new AttemptFailures(call, dialect.refine);
			failures.throwIfUnsendable();
			const response = await send(call, failures);
			yield* readAnswer(response, failures);
		},

		async listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
			const failures = new AttemptFailures({ endpoint, signal, model: '', messages: [], settings: {} }, dialect.refine);
			failures.throwIfUnsendable();
			try {
				const client = await clients.get(endpoint);
				const fetchOptions = forOurFetch({ maxBytes: MAX_LIST_BYTES });
				const response = await client.get('/models', { signal, fetchOptions }).asResponse();
				return modelNames(parseJson(await response.text(), failures.host));
			} catch (error) {
				throw failures.from(error);
			}
		},

		async warm() {
			await Promise.all([clients.warm(), warmProviderFetch()]);
		},
	};
}

/** The SDK hands these to our fetch, and has no types for them. */
function forOurFetch(options: Omit<ProviderRequestInit, keyof RequestInit>): OpenAI.RequestOptions['fetchOptions'] {
	return options as OpenAI.RequestOptions['fetchOptions'];
}

/** A 400 or 422 that names the field anywhere in its body. */
function refuses(field: RegExp): (error: unknown) => boolean {
	return (error) => {
		if (!isRecord(error) || (error.status !== 400 && error.status !== 422)) return false;
		return field.test(`${JSON.stringify(error.error)} ${String(error.message)}`);
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

/** OpenAI's chat completions. */
export function createOpenAiProvider(): Provider {
	return createChatCompletionsProvider({
		maxTokensField: 'max_completion_tokens',
		mayRefuseStreamOptions: false,
		refine: refineOpenAiError,
	});
}
