import { randomUUID } from 'node:crypto';
import type { ChatRequest, ChatResponse } from 'ollama';
import type { Ollama } from 'ollama/dist/browser.cjs';
import type { ModelDetails } from '../../policy/abilities';
import type { ProviderEvent } from '../../types/chat';
import type { Endpoint } from '../../types/deployment';
import { ProviderFailure } from '../../types/failure';
import { isRecord } from '../http/error-answer';
import { warmProviderFetch } from '../http/fetch';
import { loadOnce } from '../http/load-once';
import { cancelledFailure, hostOf } from '../http/network-failure';
import { OptionalField } from '../http/optional-field';
import { assertSendable } from '../http/unsendable';
import type { Provider, ProviderCall } from '../provider';
import { type CallFetch, createCallFetch, serverFailure } from './ollama-client';
import { createChunkReader } from './ollama-stream';
import { type OllamaChatRequest, toChatRequest } from './ollama-request';
import { toModelDetails } from './ollama-model-details';

/** Ollama, at home or at ollama.com. Loads the package at the first request. */
export function createOllamaProvider(): Provider {
	const thinking = new OptionalField();
	return { stream: (call) => stream(call, thinking), listModels, probe, describeModel, warm };
}

async function* stream(call: ProviderCall, thinking: OptionalField): AsyncGenerator<ProviderEvent> {
	const { endpoint, signal } = call;
	if (signal.aborted) throw new ProviderFailure(cancelledFailure(false));
	assertSendable(endpoint);
	const body = toChatRequest(call);
	const leaving = new AbortController();
	const request = createCallFetch(endpoint, AbortSignal.any([signal, leaving.signal]), call, call.onReach);
	const read = createChunkReader(() => `call_${randomUUID()}`);
	let finished = false;
	try {
		for await (const chunk of await openAnswer(request, body, call, thinking)) {
			for (const event of read(chunk)) {
				finished ||= event.type === 'finish';
				yield event;
			}
		}
	} catch (error) {
		throw request.failure(error);
	} finally {
		// The package leaves the body of an answer that nobody reads on open.
		if (!finished) leaving.abort();
	}
	if (!finished) throw serverFailure(`${hostOf(endpoint.baseUrl)} ended the stream before the answer was complete.`);
}

/** A model that cannot think refuses to be asked to: then it is asked once more, without, and that is remembered. */
async function openAnswer(
	request: CallFetch,
	body: OllamaChatRequest,
	{ endpoint, model, settings, signal }: ProviderCall,
	thinking: OptionalField,
): Promise<AsyncIterable<ChatResponse>> {
	const client = await connect(endpoint, request);
	const { think: _, ...withoutThinking } = body;
	const send = async (think: boolean) => {
		// The package's types know neither ids of tool calls nor every field of `extraBody`.
		return await client.chat((think ? body : withoutThinking) as ChatRequest & { stream: true });
	};
	const isOurWish = settings.reasoningEffort !== undefined && settings.extraBody?.think === undefined;
	if (!isOurWish) return await send(true);
	const server = JSON.stringify([endpoint.baseUrl, model]);
	return await thinking.send({ server, signal, send, isRefusal: () => request.refusedThinking });
}

async function listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
	const { models } = await ask(endpoint, signal, async (client) => await client.list());
	if (!Array.isArray(models))
		throw serverFailure(`${hostOf(endpoint.baseUrl)} gave no list of models: is it an Ollama server?`);
	return models
		.map(({ name, model }) => name || model)
		.filter((name) => typeof name === 'string')
		.sort();
}

/** `/api/version` answers even while a model is being loaded or a line of requests waits. */
async function probe(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
	await ask(endpoint, signal, async (client) => await client.version());
}

async function describeModel(endpoint: Endpoint, model: string, signal: AbortSignal): Promise<ModelDetails> {
	const answer: unknown = await ask(endpoint, signal, async (client) => await client.show({ model }));
	if (!isRecord(answer))
		throw serverFailure(`${hostOf(endpoint.baseUrl)} gave no details of the model: is it an Ollama server?`);
	return toModelDetails(answer);
}

async function warm(): Promise<void> {
	await Promise.all([loadPackage(), warmProviderFetch()]);
}

async function ask<T>(endpoint: Endpoint, signal: AbortSignal, question: (client: Ollama) => Promise<T>): Promise<T> {
	assertSendable(endpoint);
	const request = createCallFetch(endpoint, signal);
	try {
		return await question(await connect(endpoint, request));
	} catch (error) {
		throw request.failure(error);
	}
}

/**
 * The package's browser build: its build for Node.js takes a text in `images` for a file name and
 * sends that file, if there is one.
 */
const loadPackage = loadOnce('ollama', async () => await import('ollama/dist/browser.cjs'));

/** An address that ends as OpenAI's or the API's own paths do means the server all the same. */
async function connect({ baseUrl }: Endpoint, { fetch }: CallFetch): Promise<Ollama> {
	const { Ollama: Client } = await loadPackage();
	return new Client({ host: baseUrl.replace(/\/(v1|api)\/?$/, ''), fetch });
}
