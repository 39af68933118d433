import { CHAT_COMPLETIONS } from '../define';
import { openAi, type Refusal } from './refusal';

const WORDED: readonly Refusal[] = [
	{
		id: 'unknown role',
		status: 400,
		about: 'request',
		body: openAi("Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', and 'tool'.", {
			param: 'messages[0].role',
			code: 'invalid_value',
		}),
	},
	{
		id: 'temperature too high',
		status: 400,
		about: 'request',
		body: openAi("Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.", {
			param: 'temperature',
			code: 'decimal_above_max_value',
		}),
	},
	{
		id: 'prompt too long',
		status: 400,
		about: 'window',
		body: openAi(
			"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
			{ code: 'context_length_exceeded' },
		),
	},
	{
		id: 'content filter',
		status: 400,
		about: 'policy',
		body: openAi("The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
			code: 'content_filter',
		}),
	},
	{
		id: 'model not found',
		status: 404,
		about: 'deployment',
		body: (_seen, model) =>
			openAi(`The model \`${model}\` does not exist or you do not have access to it.`, { code: 'model_not_found' })(),
	},
	{
		id: 'key refused',
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
		status: 403,
		about: 'deployment',
		body: openAi('Country, region, or territory not supported', {
			code: 'unsupported_country_region_territory',
			type: 'request_forbidden',
		}),
	},
	{
		id: 'quota used up',
		status: 429,
		about: 'deployment',
		body: openAi('You exceeded your current quota, please check your plan and billing details.', {
			type: 'insufficient_quota',
			code: 'insufficient_quota',
		}),
	},
	{
		id: 'field not supported',
		status: 400,
		about: 'deployment',
		body: openAi(
			"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
			{ param: 'temperature', code: 'unsupported_value' },
		),
	},
];

/** OpenAI's sentences, which others use too. */
export const OPENAI_REFUSALS: readonly Refusal[] = WORDED.map((refusal) => ({ ...refusal, at: CHAT_COMPLETIONS }));
