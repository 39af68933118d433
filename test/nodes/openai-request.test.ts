import { FieldFault } from '../../nodes/shared/field-fault';
import { readOpenAiRequest } from '../../nodes/shared/openai/read-request';

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const read = (fields: Record<string, unknown> = {}, options: Record<string, unknown> = {}) =>
	readOpenAiRequest({ model: 'chat', messages: MESSAGES, ...fields }, options);
const settingsOf = (fields: Record<string, unknown>) =>
	JSON.parse(JSON.stringify(read(fields).request.settings)) as unknown;
const LOOK = {
	type: 'function',
	function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} }, strict: true },
};

describe('a chat completions request', () => {
	it('is taken as an object and as its text', () => {
		const plan = {
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
			tags: undefined,
			binaryFields: [],
		};
		expect(read().request).toMatchObject(plan);
		expect(readOpenAiRequest(JSON.stringify({ model: 'chat', messages: MESSAGES }), {}).request).toMatchObject(plan);
		expect(settingsOf({})).toEqual({});
	});

	it('may hold everything that a client sends back of a conversation', () => {
		const messages = [
			{
				role: 'developer',
				content: [
					{ type: 'text', text: 'Be' },
					{ type: 'text', text: 'brief' },
				],
			},
			{
				role: 'user',
				name: 'ann',
				content: [
					{ type: 'text', text: 'Read this' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
					{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
					{ type: 'file', file: { file_data: 'JVBE' } },
				],
			},
			{
				role: 'assistant',
				content: null,
				refusal: 'I would rather not',
				annotations: [],
				audio: null,
				function_call: null,
			},
			{ role: 'assistant', content: [{ type: 'refusal', refusal: 'Still not' }] },
			{
				role: 'assistant',
				content: null,
				refusal: null,
				tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
			},
			{ role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'blue' }] },
		];
		expect(read({ messages }).request.messages).toEqual([
			{ role: 'system', text: 'Be\nbrief' },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Read this' },
					{ type: 'image', mediaType: 'image/png', dataBase64: 'AAAA' },
					{ type: 'file', mediaType: 'application/pdf', dataBase64: 'JVBE', fileName: 'a.pdf' },
					{ type: 'file', mediaType: 'application/pdf', dataBase64: 'JVBE', fileName: 'file' },
				],
			},
			{ role: 'assistant', text: 'I would rather not' },
			{ role: 'assistant', text: 'Still not' },
			{ role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
			{ role: 'tool', toolCallId: 'c1', toolName: 'look', text: 'blue' },
		]);
	});

	it('holds images of many megabytes', () => {
		const data = 'A'.repeat(16 * 1024 * 1024);
		const content = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }];
		expect(read({ messages: [{ role: 'user', content }] }).request.messages).toEqual([
			{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', dataBase64: data }] },
		]);
	});

	it('has its settings in our words', () => {
		expect(
			settingsOf({
				temperature: 0,
				top_p: 0.5,
				max_tokens: 10,
				max_completion_tokens: 20,
				stop: 'END',
				seed: 7,
				reasoning_effort: 'low',
				frequency_penalty: -1,
				presence_penalty: 2,
				n: 1,
				logprobs: false,
				modalities: ['text'],
				service_tier: 'auto',
				response_format: {
					type: 'json_schema',
					json_schema: { name: 'city', strict: true, schema: { type: 'object' } },
				},
				tools: [LOOK],
				tool_choice: { type: 'function', function: { name: 'look' } },
				parallel_tool_calls: true,
			}),
		).toEqual({
			temperature: 0,
			topP: 0.5,
			maxOutputTokens: 20,
			stop: ['END'],
			seed: 7,
			reasoningEffort: 'low',
			frequencyPenalty: -1,
			presencePenalty: 2,
			responseSchema: { name: 'city', schema: { type: 'object' } },
			tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } }],
			toolChoice: { name: 'look' },
		});
	});

	it('has null for what is not wished, as some clients write it', () => {
		const names = [
			'temperature',
			'max_tokens',
			'stop',
			'tools',
			'tool_choice',
			'parallel_tool_calls',
			'response_format',
			'reasoning_effort',
			'n',
			'logit_bias',
			'user',
			'metadata',
			'stream',
			'stream_options',
			'functions',
			'verbosity',
		];
		expect(settingsOf(Object.fromEntries(names.map((name) => [name, null])))).toEqual({});
	});

	it('hands what no setting has a word for to servers of the protocol alone', () => {
		expect(
			settingsOf({
				logit_bias: { 50256: -100 },
				reasoning_effort: 'none',
				verbosity: 'low',
				tools: [LOOK],
				parallel_tool_calls: false,
			}),
		).toMatchObject({
			chatCompletionsBody: {
				logit_bias: { 50256: -100 },
				reasoning_effort: 'none',
				verbosity: 'low',
				parallel_tool_calls: false,
			},
		});
	});

	it('asks for some JSON object, or for text', () => {
		expect(settingsOf({ response_format: { type: 'json_object' } })).toEqual({ jsonObject: true });
		expect(settingsOf({ response_format: { type: 'text' } })).toEqual({});
	});

	it('says how its tools may be called', () => {
		expect(settingsOf({ tools: [LOOK], tool_choice: 'required' })).toMatchObject({ toolChoice: 'required' });
		expect(settingsOf({ tools: [], tool_choice: 'auto', parallel_tool_calls: false })).toEqual({});
	});

	it('has its user and metadata as tags, under those of the panel', () => {
		const tags = { entries: [{ name: 'project', value: 'ours' }] };
		expect(read({ user: 'ann', metadata: { project: 'theirs', room: '7' } }, { tags }).request.tags).toEqual({
			user: 'ann',
			project: 'ours',
			room: '7',
		});
	});

	it("takes the panel's extra body fields with it", () => {
		expect(read({}, { extraBody: '{"keep_alive": "1h"}' }).request.settings.extraBody).toEqual({ keep_alive: '1h' });
	});

	it('says whether it wants a stream, and the tokens in it', () => {
		expect(read().reply).toEqual({ stream: false, includeUsage: false });
		expect(read({ stream: true }).reply).toEqual({ stream: true, includeUsage: false });
		expect(read({ stream: true, stream_options: { include_usage: true } }).reply).toEqual({
			stream: true,
			includeUsage: true,
		});
	});
});

describe('a chat completions request that cannot be served', () => {
	const refusalOf = (body: unknown): Pick<FieldFault, 'message' | 'field'> => {
		try {
			readOpenAiRequest(body, {});
		} catch (error) {
			if (error instanceof FieldFault) return error;
			throw error;
		}
		throw new Error('It was taken');
	};

	it.each([
		['', 'The request body is empty: it must be a JSON object with model and messages'],
		[[1], 'The request body must be a JSON object, such as {"type": "object"}'],
		['{"model":', 'The request body is not valid JSON (it ends too early, or a bracket or quote is missing)'],
	])('is refused as a whole: %j', (body, message) => {
		expect(refusalOf(body)).toMatchObject({ message, field: undefined });
	});

	const content = (part: unknown) => ({
		messages: [...MESSAGES, { role: 'user', content: [{ type: 'text', text: 'x' }, part] }],
	});
	it.each<[field: string, message: string, fields: Record<string, unknown>]>([
		['model', 'model must name a model group', { model: undefined }],
		['messages', 'messages must be a list with at least one message', { messages: [] }],
		['messages[0]', 'Messages: message 1 must be a JSON object with role and content', { messages: ['x'] }],
		[
			'messages[0].role',
			'Messages: message 1 has no valid role; use system, user, assistant or tool',
			{ messages: [{ role: 'function', content: 'x' }] },
		],
		['messages[0].content', 'Messages: message 1 needs a content', { messages: [{ role: 'user' }] }],
		[
			'messages[0].tool_call_id',
			"Messages: message 1 is a tool's result and needs tool_call_id",
			{ messages: [{ role: 'tool', content: 'x' }] },
		],
		[
			'messages[0].tool_calls[0]',
			'Messages: message 1: each of its tool_calls needs an id and a name',
			{ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'custom' }] }] },
		],
		[
			'messages[0].function_call',
			"Messages: message 1: function_call cannot be sent; an assistant's message has content and tool_calls",
			{ messages: [{ role: 'assistant', function_call: {} }] },
		],
		[
			'messages[1].content[1]',
			'Messages: message 2: audio cannot be sent; send what was said as text',
			content({ type: 'input_audio', input_audio: {} }),
		],
		[
			'messages[1].content[1]',
			'Messages: message 2: a file is sent by its content (file_data), since only one of the providers would know its file_id',
			content({ type: 'file', file: { file_id: 'file-1' } }),
		],
		[
			'messages[1].content[1]',
			'Messages: message 2: file_data must be a data URL such as data:application/pdf;base64,...',
			content({ type: 'file', file: { file_data: 'not base64!' } }),
		],
		['tools', 'tools must be a list', { tools: {} }],
		[
			'tools[0]',
			"Tools: entry 1 is no function; a provider's own tools cannot be had from any deployment",
			{ tools: [{ type: 'web_search' }] },
		],
		['tool_choice', 'tool_choice asks for a tool, but tools has none', { tool_choice: 'required' }],
		[
			'tool_choice',
			'tool_choice must be auto, none, required or {"type": "function", "function": {"name": ...}}',
			{ tools: [LOOK], tool_choice: { type: 'allowed_tools' } },
		],
		[
			'tool_choice.function.name',
			'tool_choice names a function that is not in tools',
			{ tools: [LOOK], tool_choice: { type: 'function', function: { name: 'hear' } } },
		],
		[
			'response_format.type',
			'response_format.type must be text, json_object or json_schema',
			{ response_format: { type: 'xml' } },
		],
		[
			'response_format.json_schema.schema',
			'response_format.json_schema.schema must be a JSON schema',
			{ response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
		],
		['temperature', 'temperature must be a number from 0 to 2, but is 3', { temperature: 3 }],
		['max_tokens', 'max_tokens must be a number of at least 1, but is 0', { max_tokens: 0 }],
		['stop', 'stop must be texts, but there is 1', { stop: [1] }],
		['seed', 'seed must be a whole number, but is 0.5', { seed: 0.5 }],
		[
			'reasoning_effort',
			'reasoning_effort must be one of minimal, low, medium, high, none, xhigh, max',
			{ reasoning_effort: 'hard' },
		],
		['logit_bias', 'logit_bias must be a JSON object of numbers by token', { logit_bias: { a: 'b' } }],
		['n', 'n must be 1: a call has one answer', { n: 2 }],
		['logprobs', 'logprobs cannot be had: few providers tell them', { logprobs: true }],
		['modalities', 'modalities may hold text only: answers are text', { modalities: ['text', 'audio'] }],
		['functions', 'functions cannot be sent: use tools', { functions: [] }],
		[
			'service_tier',
			'service_tier must be auto or default: the prices of other tiers are not known',
			{ service_tier: 'priority' },
		],
		['stream', 'stream must be true or false', { stream: 'yes' }],
		['stream_options', 'stream_options goes only with stream: true', { stream_options: { include_usage: true } }],
		['metadata.room', 'metadata.room must be a text of at most 512 characters', { metadata: { room: 7 } }],
		[
			'metadata',
			'metadata may have 16 entries, but has 17',
			{ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`name${index}`, ''])) },
		],
		['user', 'user must be a text of at most 512 characters', { user: {} }],
	])('names %s: %s', (field, message, fields) => {
		expect(refusalOf({ model: 'chat', messages: MESSAGES, ...fields })).toMatchObject({ message, field });
	});
});
