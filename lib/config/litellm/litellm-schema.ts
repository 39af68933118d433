import { z } from 'zod';
import { isReference } from './environment-variables';
import { namesOf, type Ignored } from './ignored';
import { IGNORED_GENERAL_SETTINGS } from './ignored-general-settings';
import { IGNORED_LITELLM_SETTINGS } from './ignored-litellm-settings';
import { IGNORED_PARAMS } from './ignored-params';
import { IGNORED_ROUTER_SETTINGS } from './ignored-router-settings';
import { IGNORED_OF_ENTRY, IGNORED_SECTIONS } from './ignored-sections';

/**
 * The names that LiteLLM's `config.yaml` may hold and the types of those that are taken over, so that misspelt names are refused. Bounds
 * are our own gate's. Null counts as absent.
 */

/** LiteLLM lets `os.environ/NAME` stand for any value. */
const number = z.unknown().superRefine((value, context) => {
	if (value === undefined || typeof value === 'number' || isReference(value)) return;
	context.addIssue({ code: z.ZodIssueCode.invalid_type, expected: 'number', received: z.getParsedType(value) });
});

/** Text, or an object or a list of that form. */
const textOr = (other: z.ZodTypeAny) =>
	z.unknown().superRefine((value, context) => {
		if (value === undefined || typeof value === 'string') return;
		const issues =
			typeof value === 'object' && value !== null
				? other.safeParse(value).error?.issues
				: z.string().safeParse(value).error?.issues;
		for (const issue of issues ?? []) context.addIssue(issue);
	});

const text = z.string().optional();
const textOrNumber = z.unknown().superRefine((value, context) => {
	if (value === undefined || typeof value === 'number' || typeof value === 'string') return;
	context.addIssue({ code: z.ZodIssueCode.invalid_type, expected: 'number', received: z.getParsedType(value) });
});

const section = <Taken extends z.ZodRawShape>(taken: Taken, ignored: readonly Ignored[]) =>
	z.object({ ...Object.fromEntries(namesOf(ignored).map((name) => [name, z.unknown()])), ...taken }).strict();

const costs = {
	input_cost_per_token: number,
	output_cost_per_token: number,
	cache_read_input_token_cost: number,
	cache_creation_input_token_cost: number,
};

const params = {
	api_base: text,
	base_url: text,
	api_key: text,
	organization: textOr(z.array(z.string())),
	headers: z.record(z.string()).optional(),
	extra_headers: z.record(z.string()).optional(),
	custom_llm_provider: text,
	litellm_credential_name: text,
	rpm: number,
	tpm: number,
	max_parallel_requests: number,
	timeout: number,
	stream_timeout: number,
	weight: number,
	order: number,
	priority: number,
	num_retries: number,
	max_retries: number,
	allowed_fails: number,
	cooldown_time: number,
	...costs,
};

/** Everything else may stand in `model_info` too. */
export const modelInfo = z
	.object({
		mode: text,
		max_input_tokens: number,
		supports_vision: z.boolean().optional(),
		supports_function_calling: z.boolean().optional(),
		supports_response_schema: z.boolean().optional(),
		...costs,
	})
	.passthrough();

const entry = section(
	{
		model_name: z.string(),
		litellm_params: section({ model: z.string(), ...params }, IGNORED_PARAMS),
		model_info: modelInfo.optional(),
		rpm: number,
		tpm: number,
	},
	IGNORED_OF_ENTRY,
);

/** In a list of fallbacks, names of groups; what else LiteLLM allows there is ignored. */
const fallbackLists = z.array(z.record(z.array(textOr(z.record(z.unknown()))))).optional();
const fallbackList = z.array(textOr(z.record(z.unknown()))).optional();

/** What LiteLLM takes from `router_settings`, else from `litellm_settings`. */
const inBoth = {
	num_retries: number,
	allowed_fails: number,
	cooldown_time: number,
	fallbacks: fallbackLists,
	context_window_fallbacks: fallbackLists,
	default_fallbacks: fallbackList,
};

export const litellmConfig = section(
	{
		model_list: z.array(entry),
		router_settings: section(
			{
				...inBoth,
				routing_strategy: text,
				timeout: number,
				stream_timeout: number,
				disable_cooldowns: z.boolean().optional(),
				default_max_parallel_requests: number,
				model_group_alias: z
					.record(textOr(z.object({ model: z.string(), hidden: z.boolean().optional() }).strict()))
					.optional(),
				redis_url: text,
				redis_host: text,
				redis_port: textOrNumber,
				redis_username: text,
				redis_password: text,
				redis_db: textOrNumber,
				redis_ssl: z.boolean().optional(),
			},
			IGNORED_ROUTER_SETTINGS,
		).optional(),
		litellm_settings: section({ ...inBoth, request_timeout: number }, IGNORED_LITELLM_SETTINGS).optional(),
		general_settings: section({ database_url: text }, IGNORED_GENERAL_SETTINGS).optional(),
		environment_variables: z.record(z.unknown()).optional(),
		credential_list: z
			.array(
				z
					.object({
						credential_name: z.string(),
						credential_values: section(params, IGNORED_PARAMS),
						credential_info: z.record(z.unknown()).optional(),
					})
					.strict(),
			)
			.optional(),
	},
	IGNORED_SECTIONS,
);
