import { endpointOf, replyTo } from '../nodes/support/openai-request';
import { startFaultServer, type FaultServer } from '../support/fault-server';

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

let server: FaultServer;
beforeAll(async () => {
	server = await startFaultServer();
});
beforeEach(() => {
	server.requests.length = 0;
});
afterAll(async () => {
	await server.close();
});

const reply = async (body: unknown) =>
	await replyTo(endpointOf(body, [{ server }], typeof body === 'string' ? { groupName: 'chat' } : {}));

/** An object whose own property this is, also where the name is `__proto__`. */
const own = (name: string, value: unknown) =>
	JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as object;
const request = (fields: object) => ({ model: 'chat', messages: MESSAGES, ...fields });

/** Lists in objects in lists. */
function nested(depth: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
	return value;
}

const schema = (properties: unknown) => ({
	type: 'json_schema',
	json_schema: { name: 'answer', schema: { type: 'object', properties } },
});
const tool = (name: string, properties: unknown) => ({
	type: 'function',
	function: { name, parameters: { type: 'object', properties } },
});

describe('attack 18: the names of prototypes in a request', () => {
	it('are refused with 400 as the model where they cannot be the name of a group', async () => {
		expect(await reply({ model: '__proto__', messages: MESSAGES })).toEqual({
			status: 400,
			error: {
				message: 'model must be another name than "__proto__"',
				type: 'invalid_request_error',
				param: 'model',
				code: null,
			},
		});
		for (const model of NAMES.slice(1)) expect(await reply({ model, messages: MESSAGES })).toEqual({ status: 200 });
	});

	it.each(NAMES)('are fields and tags as any other, or a bad request: %s', async (name) => {
		const places: Array<[fields: object, status: number]> = [
			[{ metadata: own(name, 'x') }, 200],
			[{ metadata: own(name, { a: 1 }) }, 400],
			[own(name, 'x'), 200],
			[own(name, { a: 1 }), 200],
			[{ logit_bias: own(name, 1) }, 200],
			[{ logit_bias: own(name, {}) }, 400],
			[
				{ tools: [tool(name, own(name, { type: 'string' }))], tool_choice: { type: 'function', function: { name } } },
				200,
			],
			[{ tools: [tool('look', {})], tool_choice: { type: 'function', function: { name } } }, 400],
			[{ response_format: schema(own(name, { type: 'string' })) }, 200],
			[{ response_format: { type: name } }, 400],
			[{ messages: [{ role: name, content: 'x' }] }, 400],
			[{ messages: [{ role: 'user', content: [{ type: name, text: 'x' }] }] }, 400],
			[{ messages: [own(name, 'x')] }, 400],
			[{ reasoning_effort: name }, 400],
			[{ tool_choice: name }, 400],
			[{ user: name }, 200],
		];
		for (const [fields, status] of places) {
			expect({ fields, ...(await reply(request(fields))) }).toMatchObject({ fields, status });
			const text = JSON.stringify(request(fields));
			expect({ text, ...(await reply(text)) }).toMatchObject({ text, status });
		}
		expect(({} as Record<string, unknown>).a).toBeUndefined();
	});
});

describe.each([201, 3_000, 50_000])('attack 18: %i levels of lists and objects in a request', (depth) => {
	const FIELDS = [
		'model',
		'messages',
		'logit_bias',
		'metadata',
		'user',
		'tools',
		'stop',
		'n',
		'response_format',
		'x',
		'__proto__',
	];

	it.each(FIELDS)('are a bad request, in %s', async (field) => {
		const { status, error } = await reply(
			JSON.parse(
				JSON.stringify({ model: 'chat', messages: MESSAGES }).replace(
					/}$/,
					`,"${field}":${'['.repeat(depth)}${']'.repeat(depth)}}`,
				),
			),
		);
		expect({ status, type: error?.type, param: error?.param }).toEqual({
			status: 400,
			type: 'invalid_request_error',
			param: null,
		});
		expect(error?.message).toBe(
			'The request body is nested too deeply: at most 200 levels of lists and objects are allowed',
		);
		expect(server.requests).toHaveLength(0);
	});

	it.each([
		['a schema', { response_format: schema({ a: nested(depth) }) }],
		['a tool', { tools: [tool('look', { a: nested(depth) })] }],
		['a message', { messages: [{ role: 'user', content: [{ type: 'text', text: 'x', a: nested(depth) }] }] }],
		[
			'a tool call',
			{
				messages: [
					...MESSAGES,
					{
						role: 'assistant',
						tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: nested(depth) } }],
					},
				],
			},
		],
	])('are a bad request, in %s', async (_, fields) => {
		expect(await reply(request(fields))).toMatchObject({ status: 400, error: { type: 'invalid_request_error' } });
		expect(server.requests).toHaveLength(0);
	});
});

describe('attack 18: a request', () => {
	it('may be nested as deep as schemas are', async () => {
		expect(await reply(request({ response_format: schema({ a: nested(150) }) }))).toEqual({ status: 200 });
		expect(server.requests).toHaveLength(1);
	});

	it('is not repeated in the sentence that refuses it, however long a value is', async () => {
		for (const fields of [
			{ stop: [{ a: 'secret'.repeat(50) }] },
			{ temperature: 'secret'.repeat(50) },
			{ seed: ['secret'] },
		]) {
			const { status, error } = await reply(request(fields));
			expect(status).toBe(400);
			expect(error?.message).not.toContain('secret');
		}
	});
});
