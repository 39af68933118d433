import { COMPATIBLE, openAi, type Refusal } from './refusal';

const WORDED: readonly Refusal[] = [
	{
		id: 'prompt too long at GitHub',
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
		status: 400,
		about: 'window',
		body: () => ({
			code: 'invalid-argument',
			error: "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
		}),
	},
	{
		id: 'key not valid at Gemini',
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
		status: 400,
		about: 'deployment',
		pending: 'F10',
		body: openAi("property 'store' is unsupported"),
	},
	{
		id: 'extra field at Mistral',
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
		status: 400,
		about: 'deployment',
		pending: 'F8',
		body: openAi(
			'Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text`',
		),
	},
	{
		id: 'content type at Groq',
		status: 400,
		about: 'deployment',
		pending: 'F8',
		body: openAi(
			"'messages.0' : for 'role:user' the following must be satisfied[('messages.0.content' : value must be a string)]",
		),
	},
	{
		id: 'request too large at Groq, 413',
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
		status: 422,
		about: 'unknown',
		body: ({ prompt }) => ({
			detail: [
				{ loc: ['body', 'messages', 0], msg: 'value is not a valid dict', type: 'type_error.dict', input: prompt },
			],
		}),
	},
];

/** What servers and gateways that speak OpenAI's protocol say, from public reports. */
export const COMPATIBLE_REFUSALS: readonly Refusal[] = WORDED.map((refusal) => ({ ...refusal, at: COMPATIBLE }));
