import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import { groupOf } from './support/group';
import { answersOf, runNode } from './support/run-node';

let server: FaultServer;
let other: FaultServer;
beforeEach(async () => {
	[server, other] = await Promise.all([startFaultServer(), startFaultServer()]);
});
afterEach(async () => {
	await Promise.all([server.close(), other.close()]);
});

const messagesSent = () => server.requests[0]?.body.messages;

describe('an answer', () => {
	it('is text, model, deployment and cost when simplified, an unknown cost being null', async () => {
		expect(await answersOf(groupOf([{ server }]))).toEqual([
			{
				text: 'Hello from the fault server',
				model: 'model-1',
				deployment: 'openai-compatible/model-1',
				costUsd: null,
			},
		]);
	});

	it('holds usage, cost and every attempt when not simplified', async () => {
		server.reply({ status: 500 });
		const prices = { priceInput: 1, priceOutput: 2 };
		const group = groupOf([{ server }, { server: other, options: prices }], { simplify: false });

		const [answer] = await answersOf(group);

		expect(answer).toMatchObject({
			text: 'Hello from the fault server',
			toolCalls: [],
			finishReason: 'stop',
			usage: { inputTokens: 10, outputTokens: 5, estimated: false },
			provider: 'openai-compatible',
			model: 'model-2',
			routing: {
				group: 'chat',
				deployment: 'openai-compatible/model-2',
				attempts: [
					{ number: 1, deployment: 'openai-compatible/model-1', outcome: 'server', status: 500 },
					{ number: 2, deployment: 'openai-compatible/model-2', outcome: 'ok', status: null, costUsd: 0.00002 },
				],
			},
		});
	});

	it('comes from the next row when the first one is down', async () => {
		const port = await closedPort();
		const dead = { url: `http://127.0.0.1:${port}` };
		expect(await answersOf(groupOf([{ server: dead }, { server }]))).toMatchObject([
			{ text: 'Hello from the fault server', deployment: 'openai-compatible/model-2' },
		]);
	});

	it('comes from the row of the lowest priority number, whatever the order of the rows', async () => {
		await answersOf(
			groupOf([
				{ server, priority: 2 },
				{ server: other, priority: 1 },
			]),
		);
		expect([server.requests.length, other.requests.length]).toEqual([0, 1]);
	});

	it('has its JSON parsed when a schema is given, also out of a Markdown code block', async () => {
		server.script([{ text: ['{"city":', ' "Graz"}'] }, { text: ['```json\n', '{"city": "Linz"}', '\n```'] }]);
		const options = { jsonSchema: '{"type": "object", "properties": {"city": {"type": "string"}}}' };
		const [first, second] = await answersOf({
			...groupOf([{ server }], { options, routingOptions: { parallelItems: 1 } }),
			items: [{ json: {} }, { json: {} }],
		});
		expect([first?.json, second?.json]).toEqual([{ city: 'Graz' }, { city: 'Linz' }]);
		expect(server.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
	});

	it('that is not the JSON asked for is handed on with json null and a hint, since it is paid for', async () => {
		server.reply({ text: 'I would rather not' });
		const run = await runNode(groupOf([{ server }], { options: { jsonSchema: '{"type": "object"}' } }));
		expect(run.outputs[0]?.[0]?.json).toMatchObject({ text: 'I would rather not', json: null });
		expect(run.hints.map(({ message }) => message)).toContain(
			'Item 0: the answer of openai-compatible/model-1 is not valid JSON',
		);
	});

	it('with a tool call whose arguments are broken JSON keeps them as text', async () => {
		server.reply({
			text: '',
			toolCalls: [
				{ id: 'a', name: 'weather', arguments: '{"city": "Graz"}' },
				{ id: 'b', name: 'weather', arguments: '{"city": ' },
			],
		});
		const tools = '[{"name": "weather", "parameters": {"type": "object", "properties": {}}}]';
		expect(await answersOf(groupOf([{ server }], { options: { tools } }))).toMatchObject([
			{
				toolCalls: [
					{ name: 'weather', arguments: { city: 'Graz' } },
					{ name: 'weather', arguments: '{"city": ' },
				],
			},
		]);
	});
});

describe('a request', () => {
	it('holds the system message, the conversation and the prompt, in this order', async () => {
		const messages = [
			{ role: 'user', content: 'Where is Graz?' },
			{ role: 'assistant', content: 'In Styria.' },
		];
		await answersOf(
			groupOf([{ server }], { options: { systemMessage: 'Be brief', messages: JSON.stringify(messages) } }),
		);
		expect(messagesSent()).toMatchObject([
			{ role: 'system' },
			{ role: 'user' },
			{ role: 'assistant', content: 'In Styria.' },
			{ role: 'user' },
		]);
	});

	it('holds settings, stop sequences and extra body fields', async () => {
		const options = {
			temperature: 0.2,
			topP: 0.9,
			maxOutputTokens: 50,
			stop: ['END'],
			seed: 7,
			extraBody: '{"user": "u1"}',
		};
		await answersOf(groupOf([{ server }], { options }));
		expect(server.requests[0]?.body).toMatchObject({
			temperature: 0.2,
			top_p: 0.9,
			stop: ['END'],
			seed: 7,
			user: 'u1',
		});
	});

	it('holds one stop sequence that an expression gave as a text', async () => {
		await answersOf({
			...groupOf([{ server }], { options: { stop: '={{ $json.end }}' } }),
			items: [{ json: { end: 'END' } }],
		});
		expect(server.requests[0]?.body).toMatchObject({ stop: ['END'] });
	});

	it('takes the conversation and the prompt from expressions of its item', async () => {
		await answersOf({
			...groupOf([{ server }], {
				prompt: '=Tell me about {{ $json.city }}',
				options: { messages: '={{ $json.history }}' },
			}),
			items: [
				{
					json: {
						city: 'Graz',
						history: [
							{ role: 'user', content: 'Hi' },
							{ role: 'assistant', content: 'Hello' },
						],
					},
				},
			],
		});
		expect(JSON.stringify(messagesSent())).toMatch(/Hi.*Hello.*Tell me about Graz/);
	});

	it('holds images from the binary fields it names', async () => {
		const data = Buffer.from('not really a picture').toString('base64');
		await answersOf({
			...groupOf([{ server }], { options: { binaryFields: 'photo' } }),
			items: [{ json: {}, binary: { photo: { data, mimeType: 'image/png', fileName: 'a.png' } } }],
		});
		expect(JSON.stringify(messagesSent())).toContain(`data:image/png;base64,${data}`);
	});

	it("carries the endpoint's key and headers", async () => {
		const { parameters } = groupOf([{ server }]);
		await answersOf({
			parameters,
			credentials: {
				routedLlmOpenAiCompatibleApi: {
					endpoints: {
						entries: [
							{
								name: 'endpoint-1',
								baseUrl: `${server.url}/v1/`,
								apiKey: 'key-1',
								headers: { entries: [{ name: 'X-Team', value: 'team-1' }] },
							},
						],
					},
				},
			},
		});
		expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer key-1', 'x-team': 'team-1' });
	});

	it('goes to the first endpoint of the credential when the row names none', async () => {
		const { parameters, credentials } = groupOf([{ server }, { server: other }]);
		const rows = [{ provider: 'openai-compatible', model: 'model' }];
		await answersOf({ parameters: { ...parameters, deployments: { rows } }, credentials });
		expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
	});
});
