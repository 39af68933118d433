import fs from 'node:fs';
import path from 'node:path';
import { OpenAI } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod/v4';
import type { WorkflowDefinition } from '../../scripts/n8n/n8n-client';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';

const KEY = 'my-long-key';
const HELLO: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Hello' }];

let n8n: RunningN8n;
let atHome: FaultServer;
let rented: FaultServer;
let client: OpenAI;

beforeAll(async () => {
	[n8n, atHome, rented] = await Promise.all([startN8n(), startFaultServer(), startFaultServer()]);
	atHome.details = { capabilities: ['completion', 'tools'], model_info: {} };
	client = await publishExample('openai');
});
beforeEach(() => {
	for (const server of [atHome, rented]) {
		server.reply({});
		server.requests.length = 0;
	}
});
afterAll(async () => {
	await Promise.all([atHome.close(), rented.close()]);
});

interface Change {
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

/** The example as a user has it, at an address of its own, with what the test changes in its Routed LLM node; and a client of it. */
async function publishExample(folder: string, { parameters, credentials = {} }: Change = {}): Promise<OpenAI> {
	const text = fs.readFileSync(path.resolve(__dirname, '../../examples/openai-endpoint.json'), 'utf8');
	const definition = JSON.parse(text.replaceAll('"openai/v1/', `"${folder}/v1/`)) as WorkflowDefinition;
	const fields: Record<string, Record<string, unknown>> = {
		httpHeaderAuth: { name: 'Authorization', value: `Bearer ${KEY}` },
		routedLlmOllamaApi: { endpoints: { entries: [{ name: 'home', baseUrl: atHome.url, apiKey: '' }] } },
		routedLlmOpenAiApi: { apiKey: 'sk-planted', baseUrl: `${rented.url}/v1` },
	};
	for (const node of definition.nodes) {
		for (const type of Object.keys(node.credentials ?? {}))
			node.credentials![type] = await n8n.createCredential(type, fields[type]!);
		if (node.name !== 'Routed LLM') continue;
		node.parameters = { ...node.parameters, ...parameters };
		node.credentials = { ...node.credentials, ...credentials };
	}
	await n8n.activateWorkflow(await n8n.createWorkflow(definition));
	// n8n registers webhooks some time later: this waits for it.
	expect(await n8n.callWebhook(`${folder}/v1/models`, undefined, { method: 'GET' })).toMatchObject({ status: 403 });
	expect(await n8n.callWebhook(`${folder}/v1/chat/completions`, {})).toMatchObject({ status: 403 });
	return clientOf(folder);
}

function clientOf(folder: string, apiKey = KEY): OpenAI {
	return new OpenAI({ baseURL: `${n8n.baseUrl}/webhook/${folder}/v1`, apiKey, maxRetries: 0, timeout: 30_000 });
}

async function failureOf(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
	const error = await call.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof OpenAI.APIError) return error;
	throw new Error(`No error of the API: ${String(error)}`);
}

describe("OpenAI's own client at the workflow's address", () => {
	it('chats, the usage log having the model that it named as the group, and its user', async () => {
		atHome.reply({ text: 'Good morning' });
		const completion = await client.chat.completions.create({ model: 'chat', messages: HELLO, user: 'ann' });
		expect(completion).toMatchObject({
			object: 'chat.completion',
			model: 'llama3.2:3b',
			choices: [
				{ index: 0, message: { role: 'assistant', content: 'Good morning', refusal: null }, finish_reason: 'stop' },
			],
			usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
		});
		const callId = completion.id.replace('chatcmpl-', '');
		const rows = await usageRows(n8n, { group: 'chat' });
		expect(rows).toEqual([expect.objectContaining({ callId, provider: 'ollama', tags: { user: 'ann' } })]);
	});

	it('fails over without knowing it', async () => {
		atHome.reply({ status: 500 });
		rented.reply({ text: 'From the cloud', servedModel: 'gpt-4.1-mini-2025-04-14' });
		const completion = await client.chat.completions.create({ model: 'chat', messages: HELLO });
		expect(completion).toMatchObject({
			model: 'gpt-4.1-mini-2025-04-14',
			choices: [{ message: { content: 'From the cloud' } }],
		});
	});

	it('streams: all comes at once, and is read as a stream', async () => {
		atHome.reply({ text: 'Good morning\n\nto you' });
		const stream = await client.chat.completions.create({
			model: 'chat',
			messages: HELLO,
			stream: true,
			stream_options: { include_usage: true },
		});
		const chunks: OpenAI.ChatCompletionChunk[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Good morning\n\nto you');
		expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop');
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10 } });
	});

	it.each([[false], [true]])('has a whole round with tools (streamed: %s)', async (streamed) => {
		atHome.script([
			{ text: '', toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Graz"}' }] },
			{ text: 'It rains in Graz.' },
		]);
		const asked: string[] = [];
		const body = {
			model: 'chat',
			messages: [{ role: 'user' as const, content: 'How is the weather in Graz?' }],
			tools: [
				{
					type: 'function' as const,
					function: {
						name: 'weather',
						description: 'The weather in a city',
						parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
						parse: (text: string) => JSON.parse(text) as { city: string },
						function: ({ city }: { city: string }) => {
							asked.push(city);
							return 'Rain';
						},
					},
				},
			],
		};
		const runner = streamed
			? client.chat.completions.runTools({ ...body, stream: true })
			: client.chat.completions.runTools(body);
		expect(await runner.finalContent()).toBe('It rains in Graz.');
		expect(asked).toEqual(['Graz']);
		expect(atHome.requests[1]!.body.messages).toMatchObject([
			{ role: 'user' },
			{ role: 'assistant', tool_calls: [{ function: { name: 'weather', arguments: { city: 'Graz' } } }] },
			{ role: 'tool', content: 'Rain', tool_name: 'weather' },
		]);
	});

	it('gets JSON of its schema, parsed', async () => {
		atHome.reply({ text: '{"city":"Graz","people":303000}' });
		const schema = z.object({ city: z.string(), people: z.number() });
		const completion = await client.chat.completions.parse({
			model: 'chat',
			messages: [{ role: 'user', content: 'Which city in Styria is the largest?' }],
			response_format: zodResponseFormat(schema, 'city'),
		});
		expect(completion.choices[0]!.message.parsed).toEqual({ city: 'Graz', people: 303000 });
		expect(atHome.requests[0]!.body.format).toMatchObject({ type: 'object', required: ['city', 'people'] });
	});

	it('sends an image, which goes to a model that takes images', async () => {
		rented.reply({ text: 'A cat' });
		const url = `data:image/png;base64,${Buffer.from('not really a picture').toString('base64')}`;
		const completion = await client.chat.completions.create({
			model: 'chat',
			messages: [
				{
					role: 'user',
					content: [
						{ type: 'text', text: 'What is this?' },
						{ type: 'image_url', image_url: { url } },
					],
				},
			],
		});
		expect(completion.choices[0]!.message.content).toBe('A cat');
		expect(rented.requests[0]!.body.messages).toMatchObject([
			{ content: [{ type: 'text' }, { type: 'image_url', image_url: { url } }] },
		]);
		expect(atHome.requests).toHaveLength(0);
	});

	it('lists the models', async () => {
		const { data } = await client.models.list();
		expect(data).toEqual([expect.objectContaining({ id: 'chat', object: 'model' })]);
	});
});

describe("OpenAI's own client is told", () => {
	it('that its key is wrong, by n8n', async () => {
		const wrong = clientOf('openai', 'another-key');
		expect(await failureOf(wrong.chat.completions.create({ model: 'chat', messages: HELLO }))).toBeInstanceOf(
			OpenAI.PermissionDeniedError,
		);
		expect(await failureOf(wrong.models.list().asResponse())).toBeInstanceOf(OpenAI.PermissionDeniedError);
		expect(atHome.requests).toHaveLength(0);
	});

	it('which field of its request is bad, before anything is sent', async () => {
		const error = await failureOf(
			client.chat.completions.create({ model: 'chat', messages: HELLO, n: 2, stream: true }),
		);
		expect(error).toBeInstanceOf(OpenAI.BadRequestError);
		expect(error).toMatchObject({
			param: 'n',
			type: 'invalid_request_error',
			message: '400 n must be 1: a call has one answer',
		});
		expect(atHome.requests).toHaveLength(0);
	});

	it.each([
		['a name longer than any', { model: 'm'.repeat(257) }, 'model'],
		['a name of megabytes', { model: 'm'.repeat(5_000_000) }, 'model'],
		['the name of a prototype', { model: '__proto__' }, 'model'],
		['a field that is nested 300 deep', { logit_bias: JSON.parse('['.repeat(300) + ']'.repeat(300)) as never }, null],
		['a tag of a kilobyte', { user: 'u'.repeat(1_000) }, 'user'],
	])('that %s is a bad request', async (_, fields, param) => {
		const error = await failureOf(client.chat.completions.create({ model: 'chat', messages: HELLO, ...fields }));
		expect(error).toBeInstanceOf(OpenAI.BadRequestError);
		expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param });
		expect(error.message.length).toBeLessThan(200);
		expect(atHome.requests).toHaveLength(0);
	});

	it('that a body which is nested 50,000 deep is a bad request', async () => {
		const deep = '['.repeat(50_000) + ']'.repeat(50_000);
		const body = `{"model":"chat","messages":[{"role":"user","content":"Hello"}],"logit_bias":${deep},"metadata":{"__proto__":"x"}}`;
		const response = await fetch(`${n8n.baseUrl}/webhook/openai/v1/chat/completions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
			body,
			signal: AbortSignal.timeout(30_000),
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', code: null } });
		expect(await client.chat.completions.create({ model: 'chat', messages: HELLO })).toMatchObject({
			object: 'chat.completion',
		});
	});

	it('that there is no such model, where groups are shared', async () => {
		const modelGroups = `groups:\n  chat:\n    deployments:\n      - { provider: ollama, baseUrl: "${atHome.url}", model: "llama3.2:3b" }\n`;
		const routedLlmModelGroupsApi = await n8n.createCredential('routedLlmModelGroupsApi', {
			textMode: 'visible',
			modelGroups,
		});
		const sharedGroup = { __rl: true, mode: 'id', value: '={{ $json.body.model }}' };
		const shared = await publishExample('shared', {
			parameters: { modelGroup: 'shared', sharedGroup },
			credentials: { routedLlmModelGroupsApi },
		});
		expect(await shared.chat.completions.create({ model: 'chat', messages: HELLO })).toMatchObject({
			model: 'llama3.2:3b',
		});

		const error = await failureOf(shared.chat.completions.create({ model: 'chta', messages: HELLO }));
		expect(error).toBeInstanceOf(OpenAI.NotFoundError);
		expect(error).toMatchObject({ code: 'model_not_found', param: 'model', type: 'invalid_request_error' });
		expect(error.message).toContain('There is no model group "chta"');
	});

	it('when to come again, at a limit', async () => {
		const rows = [{ provider: 'ollama', endpoint: '', model: 'limited', priority: 0, options: { rpm: 1 } }];
		const limited = await publishExample('limited', {
			parameters: { deployments: { rows }, routingOptions: { maxQueueWaitSeconds: 1 } },
		});
		await limited.chat.completions.create({ model: 'chat', messages: HELLO });
		const error = await failureOf(limited.chat.completions.create({ model: 'chat', messages: HELLO }));
		expect(error).toBeInstanceOf(OpenAI.RateLimitError);
		expect(error).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
		expect(Number(error.headers!.get('retry-after'))).toBeGreaterThan(1);
		expect(atHome.requests).toHaveLength(1);
	});

	it('that everything is down, and no more than it should know of keys', async () => {
		for (const server of [atHome, rented]) server.reply({ status: 503 });
		const error = await failureOf(client.chat.completions.create({ model: 'chat', messages: HELLO }));
		expect(error).toBeInstanceOf(OpenAI.InternalServerError);
		expect(error).toMatchObject({ status: 503, type: 'server_error' });
		expect(JSON.stringify(error.error)).not.toContain('sk-planted');
	});
});
