import type { ProviderName } from '../../../lib/types/deployment';
import type { About, Fault, Stage } from './fault';
import { CHAT_COMPLETIONS } from './define';
import { json, rightAnswer, head, write, END } from './steps';

/** A refusal as a server words it. */
interface Refusal {
	id: string;
	at?: readonly ProviderName[];
	status: number;
	/** Text is sent as a page or plain text. Absent: the protocol's own shape. */
	body?: (seen: Stage['seen'], model: string) => unknown;
	about: About;
	pending?: string;
}

const COMPATIBLE = ['openai-compatible'] as const;
const ANTHROPIC = ['anthropic'] as const;
const OLLAMA = ['ollama'] as const;

const openAi =
	(message: string, more: Record<string, unknown> = {}) =>
	() => ({
		error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
	});
const anthropic = (type: string, message: string) => () => ({ type: 'error', error: { type, message } });
const ollama = (error: string) => () => ({ error });

/** Sentences seen at the vendors (`docs/errors.md` says what follows from each kind). */
const WORDED: readonly Refusal[] = [
	{
		id: 'unknown role',
		at: CHAT_COMPLETIONS,
		status: 400,
		about: 'request',
		body: openAi("Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', and 'tool'.", {
			param: 'messages[0].role',
			code: 'invalid_value',
		}),
	},
	{
		id: 'temperature too high',
		at: CHAT_COMPLETIONS,
		status: 400,
		about: 'request',
		body: openAi("Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.", {
			param: 'temperature',
			code: 'decimal_above_max_value',
		}),
	},
	{
		id: 'prompt too long',
		at: CHAT_COMPLETIONS,
		status: 400,
		about: 'window',
		body: openAi(
			"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
			{ code: 'context_length_exceeded' },
		),
	},
	{
		id: 'prompt too long at GitHub',
		at: COMPATIBLE,
		status: 413,
		about: 'window',
		body: () => ({
			error: {
				code: 'tokens_limit_reached',
				message: 'Request body too large for gpt-4o model. Max size: 8000 tokens.',
			},
		}),
	},
	{
		id: 'prompt too long at xAI',
		at: COMPATIBLE,
		status: 400,
		about: 'window',
		body: () => ({
			code: 'invalid-argument',
			error: "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
		}),
	},
	{
		id: 'content filter',
		at: CHAT_COMPLETIONS,
		status: 400,
		about: 'policy',
		body: openAi("The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
			code: 'content_filter',
		}),
	},
	{
		id: 'model not found',
		at: CHAT_COMPLETIONS,
		status: 404,
		about: 'deployment',
		body: (_seen, model) =>
			openAi(`The model \`${model}\` does not exist or you do not have access to it.`, { code: 'model_not_found' })(),
	},
	{
		id: 'key refused',
		at: CHAT_COMPLETIONS,
		status: 401,
		about: 'deployment',
		body: ({ apiKey }) =>
			openAi(
				`Incorrect API key provided: ${apiKey}. You can find your API key at https://platform.openai.com/account/api-keys.`,
				{ code: 'invalid_api_key' },
			)(),
	},
	{
		id: 'country not served',
		at: CHAT_COMPLETIONS,
		status: 403,
		about: 'deployment',
		body: openAi('Country, region, or territory not supported', {
			code: 'unsupported_country_region_territory',
			type: 'request_forbidden',
		}),
	},
	{
		id: 'quota used up',
		at: CHAT_COMPLETIONS,
		status: 429,
		about: 'deployment',
		body: openAi('You exceeded your current quota, please check your plan and billing details.', {
			type: 'insufficient_quota',
			code: 'insufficient_quota',
		}),
	},
	{
		id: 'field not supported',
		at: CHAT_COMPLETIONS,
		status: 400,
		about: 'deployment',
		body: openAi(
			"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
			{ param: 'temperature', code: 'unsupported_value' },
		),
	},
	{
		id: 'key not valid at Gemini',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F6',
		body: () => [
			{
				error: {
					code: 400,
					status: 'INVALID_ARGUMENT',
					message: 'API key not valid. Please pass a valid API key.',
					details: [{ reason: 'API_KEY_INVALID' }],
				},
			},
		],
	},
	{
		id: 'unknown name at Gemini',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F10',
		body: () => [
			{
				error: {
					code: 400,
					status: 'INVALID_ARGUMENT',
					message: 'Invalid JSON payload received. Unknown name "store": Cannot find field.',
				},
			},
		],
	},
	{
		id: 'property unsupported at Groq',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F10',
		body: openAi("property 'store' is unsupported"),
	},
	{
		id: 'extra field at Mistral',
		at: COMPATIBLE,
		status: 422,
		about: 'deployment',
		pending: 'F10',
		body: () => ({
			object: 'error',
			message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'store'], msg: 'Extra inputs are not permitted' }] },
		}),
	},
	{
		id: 'content type at DeepSeek',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F8',
		body: openAi(
			'Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text`',
		),
	},
	{
		id: 'content type at Groq',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F8',
		body: openAi(
			"'messages.0' : for 'role:user' the following must be satisfied[('messages.0.content' : value must be a string)]",
		),
	},
	{
		id: 'request too large at Groq, 413',
		at: COMPATIBLE,
		status: 413,
		about: 'deployment',
		pending: 'F9',
		body: () => ({
			error: {
				message: 'Request too large for model in organization on tokens per minute (TPM): Limit 8000, Requested 12000',
				type: 'tokens',
				code: 'rate_limit_exceeded',
			},
		}),
	},
	{
		id: 'request too large at Groq, 429',
		at: COMPATIBLE,
		status: 429,
		about: 'deployment',
		body: () => ({
			error: {
				message: 'Request too large for model in organization on tokens per minute (TPM): Limit 8000, Requested 12000',
				type: 'tokens',
				code: 'rate_limit_exceeded',
			},
		}),
	},
	{
		id: 'model unknown to a LiteLLM proxy',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F11',
		body: () => ({
			error: {
				message:
					'/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view available models for your key.',
				code: '400',
			},
		}),
	},
	{
		id: 'budget of a LiteLLM proxy',
		at: COMPATIBLE,
		status: 400,
		about: 'deployment',
		pending: 'F11',
		body: () => ({
			error: {
				message: 'Budget has been exceeded! Current cost: 1.2, Max budget: 1.0',
				type: 'budget_exceeded',
				code: '400',
			},
		}),
	},
	{
		id: "gateway around another's 429",
		at: COMPATIBLE,
		status: 500,
		about: 'deployment',
		body: () => ({
			error: {
				message: 'Provider returned error',
				code: 429,
				metadata: { raw: '{"error":{"message":"Rate limit reached"}}' },
			},
		}),
	},
	{
		id: 'validation that quotes the input',
		at: COMPATIBLE,
		status: 422,
		about: 'unknown',
		body: ({ prompt }) => ({
			detail: [
				{ loc: ['body', 'messages', 0], msg: 'value is not a valid dict', type: 'type_error.dict', input: prompt },
			],
		}),
	},

	{
		id: 'roles must alternate',
		at: ANTHROPIC,
		status: 400,
		about: 'request',
		body: anthropic('invalid_request_error', 'messages: roles must alternate between "user" and "assistant"'),
	},
	{
		id: 'temperature out of range',
		at: ANTHROPIC,
		status: 400,
		about: 'request',
		body: anthropic('invalid_request_error', 'temperature: range: 0..1'),
	},
	{
		id: 'prompt too long',
		at: ANTHROPIC,
		status: 400,
		about: 'window',
		body: anthropic('invalid_request_error', 'prompt is too long: 214315 tokens > 200000 maximum'),
	},
	{
		id: 'credit too low',
		at: ANTHROPIC,
		status: 400,
		about: 'deployment',
		body: anthropic(
			'invalid_request_error',
			'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
		),
	},
	{
		id: 'field not permitted',
		at: ANTHROPIC,
		status: 400,
		about: 'deployment',
		pending: 'F4',
		body: anthropic('invalid_request_error', 'options: Extra inputs are not permitted'),
	},
	{
		id: 'output filtered',
		at: ANTHROPIC,
		status: 400,
		about: 'policy',
		body: anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
	},
	{
		id: 'key refused',
		at: ANTHROPIC,
		status: 401,
		about: 'deployment',
		body: ({ apiKey }) => anthropic('authentication_error', `invalid x-api-key ${apiKey}`)(),
	},
	{
		id: 'not permitted',
		at: ANTHROPIC,
		status: 403,
		about: 'deployment',
		body: anthropic('permission_error', 'Your API key does not have permission to use the specified resource.'),
	},
	{
		id: 'model not found',
		at: ANTHROPIC,
		status: 404,
		about: 'deployment',
		body: (_seen, model) => anthropic('not_found_error', `model: ${model}`)(),
	},
	{
		id: 'request too large',
		at: ANTHROPIC,
		status: 413,
		about: 'unknown',
		body: anthropic('request_too_large', 'Request exceeds the maximum size'),
	},
	{
		id: 'server fault',
		at: ANTHROPIC,
		status: 500,
		about: 'deployment',
		body: anthropic('api_error', 'Internal server error'),
	},
	{
		id: 'overloaded',
		at: ANTHROPIC,
		status: 529,
		about: 'deployment',
		body: anthropic('overloaded_error', 'Overloaded'),
	},

	{
		id: 'option of a wrong type',
		at: OLLAMA,
		status: 500,
		about: 'request',
		body: ollama('option "num_ctx" must be of type integer'),
	},
	{
		id: 'wrong format',
		at: OLLAMA,
		status: 500,
		about: 'request',
		body: ollama('invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object'),
	},
	{ id: 'wrong duration', at: OLLAMA, status: 400, about: 'request', body: ollama('time: invalid duration "bald"') },
	{
		id: 'tool schema not taken',
		at: OLLAMA,
		status: 400,
		about: 'deployment',
		pending: 'real-servers 5',
		body: ollama(
			'json: cannot unmarshal bool into Go struct field ToolFunctionParameters.tools.function.parameters.properties of type api.ToolProperty',
		),
	},
	{
		id: 'no model name',
		at: OLLAMA,
		status: 400,
		about: 'deployment',
		pending: 'real-servers 5',
		body: ollama('invalid model name'),
	},
	{
		id: 'model not found',
		at: OLLAMA,
		status: 404,
		about: 'deployment',
		body: (_seen, model) => ({ error: `model '${model}' not found` }),
	},
	{
		id: 'no tools',
		at: OLLAMA,
		status: 400,
		about: 'deployment',
		body: ollama('registry.ollama.ai/library/tiny-raw:latest does not support tools'),
	},
	{
		id: 'prompt too long, since 0.30',
		at: OLLAMA,
		status: 400,
		about: 'window',
		body: ollama(
			'the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length',
		),
	},
	{
		id: 'prompt too long, as JSON in a text',
		at: OLLAMA,
		status: 400,
		about: 'window',
		body: ollama(
			'{"error":{"code":400,"message":"request (750 tokens) exceeds the available context size (256 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":750,"n_ctx":256}}',
		),
	},
	{
		id: 'no images',
		at: OLLAMA,
		status: 400,
		about: 'deployment',
		pending: 'real-servers 3',
		body: ollama('Multimodal data provided, but model does not support multimodal requests.'),
	},
	{
		id: 'runner stopped',
		at: OLLAMA,
		status: 500,
		about: 'deployment',
		body: ollama(
			'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
		),
	},
	{
		id: 'busy',
		at: OLLAMA,
		status: 503,
		about: 'deployment',
		body: ollama('server busy, please try again. maximum pending requests exceeded'),
	},
	{
		id: 'cloud disabled',
		at: OLLAMA,
		status: 403,
		about: 'deployment',
		body: ollama('ollama cloud is disabled: remote model is unavailable'),
	},
	{
		id: 'usage limit',
		at: OLLAMA,
		status: 429,
		about: 'deployment',
		body: ollama('you (someone) have reached your weekly usage limit, upgrade for higher limits'),
	},

	{ id: 'text of another server', status: 404, about: 'deployment', body: () => '404 page not found' },
	{
		id: 'page of a proxy',
		status: 502,
		about: 'deployment',
		body: () => '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
	},
	{
		id: 'page of a proxy, too large',
		status: 413,
		about: 'deployment',
		pending: 'F9',
		body: () => '<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>',
	},
	{ id: 'empty body', status: 403, about: 'deployment', body: () => '' },
	{ id: 'empty body', status: 500, about: 'deployment', body: () => '' },
];

/** Statuses alone, in the shape of the protocol and with words that say nothing. */
const STATUSES: ReadonlyArray<[status: number, about: About]> = [
	[400, 'unknown'],
	[401, 'deployment'],
	[402, 'deployment'],
	[403, 'deployment'],
	[404, 'deployment'],
	[405, 'deployment'],
	[408, 'deployment'],
	[409, 'deployment'],
	[410, 'deployment'],
	[413, 'unknown'],
	[418, 'unknown'],
	[422, 'unknown'],
	[425, 'deployment'],
	[429, 'deployment'],
	[451, 'unknown'],
	[499, 'unknown'],
	[500, 'deployment'],
	[502, 'deployment'],
	[503, 'deployment'],
	[504, 'deployment'],
	[520, 'deployment'],
	[529, 'deployment'],
	[599, 'deployment'],
];

function toFault({ id, at, status, body, about, pending }: Refusal): Fault {
	const where = at === undefined ? '' : ` (${at.join(', ')})`;
	return {
		id: `refusal/${status} ${id}${where}`,
		at,
		play: ({ wire, seen, model }) => {
			const content = body === undefined ? wire.errorBody(status) : body(seen, model);
			const steps =
				typeof content === 'string'
					? [
							head(status, { 'content-type': content.startsWith('<') ? 'text/html' : 'text/plain' }),
							write(content),
							END,
						]
					: json(status, content);
			return { steps, text: null, about, pending };
		},
	};
}

/** The ways to say how long to wait, and how long that is; undefined: it says nothing that can be believed. */
const RETRY_AFTER: ReadonlyArray<[id: string, headers: (waitMs: number) => Record<string, string>, isHeeded: boolean]> =
	[
		['in seconds', (waitMs) => ({ 'retry-after': String(waitMs / 1_000) }), true],
		['in milliseconds', (waitMs) => ({ 'retry-after-ms': String(waitMs) }), true],
		['as a date', (waitMs) => ({ 'retry-after': new Date(Date.now() + waitMs).toUTCString() }), false],
		['of no time', () => ({ 'retry-after': '0' }), false],
		['negative', () => ({ 'retry-after': '-5' }), false],
		['in words', () => ({ 'retry-after': 'a while' }), false],
		['beyond all time', () => ({ 'retry-after': '1e9' }), false],
	];

const withRetryAfter = (status: number, cools: boolean): Fault[] =>
	RETRY_AFTER.map(([id, headers, isHeeded]) => ({
		id: `retry-after/${status} ${id}`,
		play: ({ wire, chance }) => {
			const waitMs = chance.whole(100, 400);
			const steps = json(status, wire.errorBody(status), headers(waitMs));
			return { steps, text: null, cools: cools && isHeeded, retryAfterMs: isHeeded ? waitMs : undefined };
		},
	}));

/** Refuses one field, and answers when it is gone. */
const refusingField = (id: string, at: readonly ProviderName[], field: string, message: string): Fault => ({
	id: `second form/${id}`,
	at,
	play: (stage) =>
		field in stage.body
			? {
					steps: json(400, stage.provider === 'ollama' ? { error: message } : openAi(message)()),
					text: null,
					asksForSecondForm: true,
				}
			: { steps: rightAnswer(stage), text: stage.text, countsTruly: true },
});

export const REFUSALS: Fault[] = [
	...WORDED.map(toFault),
	...STATUSES.map(([status, about]) => toFault({ id: 'that says no more', status, about })),
	...withRetryAfter(429, true),
	...withRetryAfter(503, false),
	...withRetryAfter(529, false),
	refusingField(
		'stream_options',
		COMPATIBLE,
		'stream_options',
		'Unrecognized request argument supplied: stream_options',
	),
	refusingField(
		'reasoning_effort',
		CHAT_COMPLETIONS,
		'reasoning_effort',
		"Unsupported parameter: 'reasoning_effort' is not supported with this model.",
	),
	refusingField('think', OLLAMA, 'think', '"tiny" does not support thinking'),
];
