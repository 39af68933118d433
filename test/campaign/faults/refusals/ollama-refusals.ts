import { ollama, OLLAMA, type Refusal } from './refusal';

const WORDED: readonly Refusal[] = [
	{ id: 'wrong duration', status: 400, about: 'request', body: ollama('time: invalid duration "bald"') },
	{
		id: 'option of a wrong type',
		status: 500,
		about: 'request',
		body: ollama('option "num_ctx" must be of type integer'),
	},
	{
		id: 'wrong format',
		status: 500,
		about: 'request',
		body: ollama('invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object'),
	},
	{
		id: 'tool schema not taken',
		status: 400,
		about: 'deployment',
		pending: 'what only Ollama cannot read',
		body: ollama(
			'json: cannot unmarshal bool into Go struct field ToolFunctionParameters.tools.function.parameters.properties of type api.ToolProperty',
		),
	},
	{
		id: 'no model name',
		status: 400,
		about: 'deployment',
		pending: 'what only Ollama cannot read',
		body: ollama('invalid model name'),
	},
	{
		id: 'model not found',
		status: 404,
		about: 'deployment',
		body: (_seen, model) => ({ error: `model '${model}' not found` }),
	},
	{
		id: 'no tools',
		status: 400,
		about: 'deployment',
		body: ollama('registry.ollama.ai/library/tiny-raw:latest does not support tools'),
	},
	{
		id: 'prompt too long, since 0.30',
		status: 400,
		about: 'window',
		body: ollama(
			'the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length',
		),
	},
	{
		id: 'prompt too long, as JSON in a text',
		status: 400,
		about: 'window',
		body: ollama(
			'{"error":{"code":400,"message":"request (750 tokens) exceeds the available context size (256 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":750,"n_ctx":256}}',
		),
	},
	{
		id: 'no images',
		status: 400,
		about: 'deployment',
		pending: 'sentences since Ollama 0.30',
		body: ollama('Multimodal data provided, but model does not support multimodal requests.'),
	},
	{
		id: 'runner stopped',
		status: 500,
		about: 'deployment',
		body: ollama(
			'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
		),
	},
	{
		id: 'busy',
		status: 503,
		about: 'deployment',
		body: ollama('server busy, please try again. maximum pending requests exceeded'),
	},
	{
		id: 'cloud disabled',
		status: 403,
		about: 'deployment',
		body: ollama('ollama cloud is disabled: remote model is unavailable'),
	},
	{
		id: 'usage limit',
		status: 429,
		about: 'deployment',
		body: ollama('you (someone) have reached your weekly usage limit, upgrade for higher limits'),
	},
];

/** Ollama's sentences, recorded from 0.24 and 0.32. */
export const OLLAMA_REFUSALS: readonly Refusal[] = WORDED.map((refusal) => ({ ...refusal, at: OLLAMA }));
