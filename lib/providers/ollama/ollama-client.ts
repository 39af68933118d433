import type { ChatRequest } from 'ollama';
import type { Ollama } from 'ollama/dist/browser.cjs';
import type { Endpoint } from '../../types/deployment';
import type { Attempt } from '../http/attempt';
import { lazySdk } from '../http/lazy-sdk';
import type { OllamaRequest } from './ollama-request';

/**
 * The package's browser build: its build for Node.js takes a text in `images` for a file name and
 * sends that file, if there is one.
 */
export const ollamaSdk = lazySdk('ollama', async () => (await import('ollama/dist/browser.cjs')).Ollama);

/**
 * A client for one attempt: the package hands nothing of its own on to its fetch, by which a client for many could tell
 * their attempts apart. An address that ends as OpenAI's or the API's own paths do means the server all the same.
 */
export async function createOllamaClient(endpoint: Endpoint, fetch: Attempt['fetch']): Promise<Ollama> {
	const Client = await ollamaSdk.load();
	return new Client({
		host: endpoint.baseUrl.replace(/\/(v1|api)\/?$/, ''),
		fetch: async (input, init) => await fetch(input, { ...init, headers: requestHeaders(endpoint, init?.headers) }),
	});
}

/**
 * Sends a chat. The package sends the request only: its own reader would skip broken lines, write them, which are pieces of an
 * answer, to the console, and leave the body of an answer that is not read on open.
 */
export async function postOllamaChat(endpoint: Endpoint, attempt: Attempt, body: OllamaRequest): Promise<Response> {
	let answer: Response | undefined;
	const client = await createOllamaClient(endpoint, async (input, init) => {
		answer = await attempt.fetch(input, init);
		return new Response('');
	});
	// The package's types know neither ids of tool calls nor every field of `extraBody`.
	await client.chat(body as ChatRequest & { stream: true });
	if (answer === undefined) throw attempt.broken('was not asked');
	return answer;
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
