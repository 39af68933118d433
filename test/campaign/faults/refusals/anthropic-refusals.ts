import { anthropic, ANTHROPIC, type Refusal } from './refusal';

const WORDED: readonly Refusal[] = [
	{
		id: 'roles must alternate',
		status: 400,
		about: 'request',
		body: anthropic('invalid_request_error', 'messages: roles must alternate between "user" and "assistant"'),
	},
	{
		id: 'temperature out of range',
		status: 400,
		about: 'request',
		body: anthropic('invalid_request_error', 'temperature: range: 0..1'),
	},
	{
		id: 'prompt too long',
		status: 400,
		about: 'window',
		body: anthropic('invalid_request_error', 'prompt is too long: 214315 tokens > 200000 maximum'),
	},
	{
		id: 'credit too low',
		status: 400,
		about: 'deployment',
		body: anthropic(
			'invalid_request_error',
			'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
		),
	},
	{
		id: 'field not permitted',
		status: 400,
		about: 'deployment',
		pending: 'F4',
		body: anthropic('invalid_request_error', 'options: Extra inputs are not permitted'),
	},
	{
		id: 'output filtered',
		status: 400,
		about: 'policy',
		body: anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
	},
	{
		id: 'key refused',
		status: 401,
		about: 'deployment',
		body: ({ apiKey }) => anthropic('authentication_error', `invalid x-api-key ${apiKey}`)(),
	},
	{
		id: 'not permitted',
		status: 403,
		about: 'deployment',
		body: anthropic('permission_error', 'Your API key does not have permission to use the specified resource.'),
	},
	{
		id: 'model not found',
		status: 404,
		about: 'deployment',
		body: (_seen, model) => anthropic('not_found_error', `model: ${model}`)(),
	},
	{
		id: 'request too large',
		status: 413,
		about: 'unknown',
		body: anthropic('request_too_large', 'Request exceeds the maximum size'),
	},
	{
		id: 'server fault',
		status: 500,
		about: 'deployment',
		body: anthropic('api_error', 'Internal server error'),
	},
	{
		id: 'overloaded',
		status: 529,
		about: 'deployment',
		body: anthropic('overloaded_error', 'Overloaded'),
	},
];

/** Anthropic's sentences, from its documentation and from error answers seen. */
export const ANTHROPIC_REFUSALS: readonly Refusal[] = WORDED.map((refusal) => ({ ...refusal, at: ANTHROPIC }));
