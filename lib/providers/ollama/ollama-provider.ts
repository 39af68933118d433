import type { Ollama } from 'ollama/dist/browser.cjs';
import type { ModelDetails } from '../../policy/abilities';
import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import { type Attempt, openAttempt } from '../http/attempt';
import { isRecord } from '../http/error-answer';
import { OptionalField } from '../http/optional-field';
import type { Provider, ProviderCall } from '../provider';
import { createOllamaClient, ollamaSdk, postOllamaChat } from './ollama-client';
import { refineOllamaError, refusesOllamaThinking } from './ollama-errors';
import { toOllamaModelDetails } from './ollama-model-details';
import { toOllamaRequest } from './ollama-request';
import { readOllamaAnswer } from './ollama-stream';

const FAILURES = { refine: refineOllamaError, notJsonHint: ': is it an Ollama server?' };

/**
 * Ollama, at home or at ollama.com, over the `ollama` package, loaded at the first request. The package sends requests; answers
 * are read here, within bounds.
 */
export function createOllamaProvider(): Provider {
	const thinking = new OptionalField();

	/** A model that cannot think refuses to be asked to: then it is asked once more, without, and that is remembered. */
	async function send(call: ProviderCall, attempt: Attempt): Promise<Response> {
		const { endpoint, model, settings, signal } = call;
		const body = toOllamaRequest(call);
		const { think: _, ...withoutThinking } = body;
		const isOurWish = settings.reasoningEffort !== undefined && settings.extraBody?.think === undefined;
		if (!isOurWish) return await postOllamaChat(endpoint, attempt, body);
		return await thinking.send({
			server: JSON.stringify([endpoint.baseUrl, model]),
			signal,
			send: async (think) => await postOllamaChat(endpoint, attempt, think ? body : withoutThinking),
			isRefusal: () => refusesOllamaThinking(attempt.refusal),
		});
	}

	return {
		async *stream(call): AsyncGenerator<ProviderEvent> {
			const attempt = openAttempt(call, FAILURES);
			const response = await attempt.run(async () => await send(call, attempt));
			yield* readOllamaAnswer(response, attempt);
		},

		async listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
			return await ask(endpoint, signal, async (client, attempt) => {
				const { models } = await client.list();
				if (!Array.isArray(models)) throw attempt.broken('gave no list of models: is it an Ollama server?');
				return models
					.map(({ name, model }) => name || model)
					.filter((name) => typeof name === 'string')
					.sort();
			});
		},

		/** `/api/version` answers even while a model is being loaded or a line of requests waits. */
		async probe(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
			await ask(endpoint, signal, async (client) => await client.version());
		},

		async describeModel(endpoint: Endpoint, model: string, signal: AbortSignal): Promise<ModelDetails> {
			return await ask(endpoint, signal, async (client, attempt) => {
				const answer: unknown = await client.show({ model });
				if (!isRecord(answer)) throw attempt.broken('gave no details of the model: is it an Ollama server?');
				return toOllamaModelDetails(answer);
			});
		},

		warm: ollamaSdk.warm,
	};
}

async function ask<T>(
	endpoint: Endpoint,
	signal: AbortSignal,
	question: (client: Ollama, attempt: Attempt) => Promise<T>,
): Promise<T> {
	const attempt = openAttempt({ endpoint, signal }, FAILURES);
	return await attempt.run(async () => await question(await createOllamaClient(endpoint, attempt.fetch), attempt));
}
