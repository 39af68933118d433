import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import type { TestDeployment } from './support/group';
import { endpointOf } from './support/openai-request';
import { answersOf, runNode, type RunSettings } from './support/run-node';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

const HELLO = { model: 'chat', messages: [{ role: 'user', content: 'Hello' }] };

const endpoint = (body: unknown, deployments: TestDeployment[] = [{ server }], parameters: IDataObject = {}) =>
	endpointOf(body, deployments, parameters);

async function failureOf(settings: RunSettings): Promise<IDataObject> {
	const { outputs, error } = await runNode(settings);
	expect(error).toBeUndefined();
	expect(outputs[0]).toEqual([]);
	return outputs[1]![0]!.json;
}

describe('an OpenAI request as input', () => {
	it('becomes a call, and its answer a chat completion', async () => {
		const [json] = await answersOf(endpoint({ ...HELLO, temperature: 0.5, user: 'ann', verbosity: 'low' }));
		expect(json).toEqual({
			id: expect.stringMatching(/^chatcmpl-[0-9a-f-]{36}$/),
			object: 'chat.completion',
			created: expect.any(Number),
			model: 'model-1',
			choices: [
				{
					index: 0,
					message: { role: 'assistant', content: 'Hello from the fault server', refusal: null, annotations: [] },
					logprobs: null,
					finish_reason: 'stop',
				},
			],
			usage: {
				prompt_tokens: 10,
				completion_tokens: 5,
				total_tokens: 15,
				prompt_tokens_details: { cached_tokens: 0 },
				completion_tokens_details: { reasoning_tokens: 0 },
			},
		});
		const sent = server.requests[0]!.body;
		expect(sent).toMatchObject({
			model: 'model-1',
			messages: [{ role: 'user', content: 'Hello' }],
			temperature: 0.5,
			verbosity: 'low',
		});
		expect(sent).not.toHaveProperty('user');
	});

	it('that wants a stream gets the whole of it as text, beside the object', async () => {
		const [json] = await answersOf(endpoint({ ...HELLO, stream: true }));
		expect(json).toMatchObject({
			object: 'chat.completion',
			eventStream: expect.stringMatching(/^data: {.*"chat\.completion\.chunk".*data: \[DONE\]\n\n$/s),
		});
	});

	it("goes to n8n's own streams in no case", async () => {
		const { chunks, outputs } = await runNode({ ...endpoint({ ...HELLO, stream: true }), streaming: true });
		expect(chunks).toEqual([]);
		expect(outputs[0]).toHaveLength(1);
	});

	it('is asked of the group that the panel names, whatever its model', async () => {
		server.reply({ status: 500 });
		const settings = endpoint({ ...HELLO, model: 'gpt-4o' }, [{ server, options: { retries: 0 } }], {
			groupName: 'chat',
		});
		expect(await failureOf(settings)).toMatchObject({ message: expect.stringContaining('in the model group "chat"') });
	});

	it("leaves fields that only the protocol's servers know out of a request to Anthropic", async () => {
		const row = { provider: 'anthropic', model: 'claude-sonnet-4-5', priority: 0, options: {} };
		const { parameters } = endpoint(HELLO);
		await answersOf({
			...endpoint({ ...HELLO, logit_bias: { 1: 1 }, response_format: { type: 'json_object' }, presence_penalty: 1 }),
			parameters: { ...parameters, providers: ['anthropic'], deployments: { rows: [row] } },
			credentials: { routedLlmAnthropicApi: { apiKey: 'key', baseUrl: server.url } },
		});
		expect(Object.keys(server.requests[0]!.body).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
	});

	it.each([
		['{"model": ', { param: null }],
		[{ model: 'chat', messages: [] }, { param: 'messages' }],
		[{ ...HELLO, n: 2 }, { param: 'n' }],
		[{ messages: HELLO.messages }, { param: 'model' }],
		[{ model: 'chat', messages: [{ role: 'user', content: ' ' }] }, { param: 'messages' }],
		[undefined, { param: null }],
	])("that is bad is refused in OpenAI's shape, and nothing is sent: %j", async (body, error) => {
		expect(await failureOf(endpoint(body))).toMatchObject({
			error: { type: 'invalid_request_error', code: null, message: expect.any(String), ...error },
			details: { statusCode: 400, retryAfterSeconds: null },
		});
		expect(server.requests).toHaveLength(0);
	});

	it('that is bad stops a workflow that stops on errors, with the sentence', async () => {
		const { error } = await runNode({ ...endpoint({ ...HELLO, n: 2 }), onError: undefined });
		expect(error?.message).toBe('Item 0: n must be 1: a call has one answer');
	});
});

describe('the panel', () => {
	const { description } = new RoutedLlm();
	/** What is shown of `properties` on a node whose Input is `input`. */
	function shown(properties: readonly INodeProperties[], input: string): string[] {
		const node = { parameters: { input }, typeVersion: 1 } as unknown as INode;
		return properties
			.filter((property) => NodeHelpers.displayParameter({ input }, property, node, description, { input }))
			.map(({ name }) => name);
	}

	it('asks for a request body in place of the prompt and its form', () => {
		const own = ['requestBody', 'prompt', 'simplify'];
		const ofInput = (input: string) => shown(description.properties, input).filter((name) => own.includes(name));
		expect(ofInput('prompt')).toEqual(['prompt', 'simplify']);
		expect(ofInput('openai')).toEqual(['requestBody']);
	});

	it("offers of Options just what comes over a client's request", () => {
		const options = description.properties.find(({ name }) => name === 'options')!.options as INodeProperties[];
		expect(shown(options, 'openai')).toEqual(['extraBody', 'tags']);
		expect(shown(options, 'prompt')).toHaveLength(options.length);
	});
});

describe('a call that fails', () => {
	it('is an error item whose status and words a client knows, with the attempts for the workflow', async () => {
		server.reply({ status: 429, headers: { 'retry-after': '2000' } });
		expect(await failureOf(endpoint(HELLO))).toMatchObject({
			error: {
				type: 'rate_limit_error',
				code: 'rate_limit_exceeded',
				param: null,
				message: expect.stringContaining('openai-compatible/model-1'),
			},
			message: expect.stringContaining('openai-compatible/model-1'),
			details: { statusCode: 429, retryAfterSeconds: 2000, attempts: [{ outcome: 'rate_limited' }] },
		});
	});

	it('at a limit says when to come again, and sends nothing', async () => {
		const limited = [{ server, options: { rpm: 1 } }];
		const parameters = { routingOptions: { maxQueueWaitSeconds: 1 } };
		await answersOf(endpoint(HELLO, limited, parameters));
		const { error, details } = await failureOf(endpoint(HELLO, limited, parameters));
		expect(error).toMatchObject({ code: 'rate_limit_exceeded' });
		expect((details as IDataObject).statusCode).toBe(429);
		expect((details as IDataObject).retryAfterSeconds).toEqual(expect.any(Number));
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		[{ status: 401 }, 502, null],
		[{ status: 500 }, 503, null],
		[{ status: 413 }, 413, null],
		[
			{ status: 400, body: { error: { message: 'Too long', code: 'context_length_exceeded' } } },
			400,
			'context_length_exceeded',
		],
		[{ status: 400, body: { error: { message: 'No', code: 'content_filter' } } }, 400, 'content_filter'],
		[{ status: 429, body: { error: { message: 'Empty', code: 'insufficient_quota' } } }, 429, 'insufficient_quota'],
	])("for the provider's %j gives the status %i", async (reply, statusCode, code) => {
		server.reply(reply);
		const settings = endpoint(HELLO, [{ server, options: { retries: 0 } }]);
		expect(await failureOf(settings)).toMatchObject({ error: { code }, details: { statusCode } });
	});

	it('since nobody is there gives 503', async () => {
		const dead = { url: `http://127.0.0.1:${await closedPort()}` };
		expect(await failureOf(endpoint(HELLO, [{ server: dead }]))).toMatchObject({
			error: { type: 'server_error' },
			details: { statusCode: 503 },
		});
	});

	it('for a model that no shared group is named after gives 404', async () => {
		const modelGroups = `groups:\n  chat:\n    deployments:\n      - { provider: openai-compatible, baseUrl: "${server.url}/v1", model: model-1 }\n`;
		const parameters = { modelGroup: 'shared', sharedGroup: '={{ $json.body.model }}' };
		const asked = (model: string) => ({
			...endpoint({ ...HELLO, model }, [{ server }], parameters),
			credentials: { routedLlmModelGroupsApi: { textMode: 'visible', modelGroups } },
		});
		expect(await answersOf(asked('chat'))).toMatchObject([{ model: 'model-1' }]);
		expect(await failureOf(asked('chta'))).toMatchObject({
			error: {
				type: 'invalid_request_error',
				param: 'model',
				code: 'model_not_found',
				message: 'There is no model group "chta"; there is "chat".',
			},
			details: { statusCode: 404 },
		});
	});

	it("for a fault in the node's settings gives 500", async () => {
		expect(await failureOf(endpoint(HELLO, [], {}))).toMatchObject({
			error: { type: 'server_error', message: 'There are no deployments: add at least one row under Deployments' },
			details: { statusCode: 500 },
		});
	});
});
