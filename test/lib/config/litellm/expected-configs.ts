import type { DeploymentInput, RouterConfigInput } from '../../../../lib/config/input';

/** What a file of `configs` comes to. */
export interface Expected {
	config: RouterConfigInput;
	redisUrl?: string;
	postgresUrl?: string;
	/** Settings in the order of the file. */
	ignored: string[];
}

/** What `os.environ/NAME` stands for in all of them. */
export const SECRETS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		OPENAI_API_KEY: 'secret-openai',
		SECOND_OPENAI_KEY: 'secret-openai-2',
		SECOND_ORGANIZATION: 'secret-organization',
		SHARED_OPENAI_KEY: 'secret-shared',
		ANTHROPIC_API_KEY: 'secret-anthropic',
		AZURE_API_KEY: 'secret-azure',
		AZURE_KEY_SWEDEN: 'secret-sweden',
		AZURE_KEY_FRANCE: 'secret-france',
		AZURE_BASE_FRANCE: 'https://acme-france.openai.azure.com/',
		MISTRAL_API_KEY: 'secret-mistral',
		GROQ_API_KEY: 'secret-groq',
		OPENROUTER_API_KEY: 'secret-openrouter',
		GEMINI_API_KEY: 'secret-gemini',
		DEEPSEEK_API_KEY: 'secret-deepseek',
		TOGETHERAI_API_KEY: 'secret-together',
		DATABASE_URL: 'postgres://spend:secret-db@db.lan:5432/litellm',
		REDIS_URL: 'redis://:secret-redis@cache.lan:6379/1',
		REDIS_HOST: 'cache.lan',
		REDIS_PORT: '6380',
		REDIS_PASSWORD: 'secret-redis',
	}),
);

const openAi = (model: string, more: Partial<DeploymentInput> = {}): DeploymentInput => ({
	provider: 'openai',
	apiKey: 'secret-openai',
	model,
	...more,
});
const service = (
	name: string,
	baseUrl: string,
	apiKey: string,
	more: Partial<DeploymentInput> = {},
): DeploymentInput => ({
	provider: 'openai-compatible',
	baseUrl,
	apiKey,
	model: name.slice(name.indexOf('/') + 1),
	name,
	...more,
});
const azure = (model: string, resource: string, key: string, more: Partial<DeploymentInput> = {}): DeploymentInput => ({
	provider: 'openai-compatible',
	baseUrl: `https://${resource}.openai.azure.com/openai/v1`,
	headers: { 'api-key': key },
	model,
	name: `azure/${model}`,
	...more,
});

const SMALL = service('groq/llama-3.1-8b-instant', 'https://api.groq.com/openai/v1', 'secret-groq', {
	contextWindow: 8192,
});
const LARGE = service('openrouter/qwen/qwen3-235b-a22b', 'https://openrouter.ai/api/v1', 'secret-openrouter');
const FALLBACK_DEFAULTS = { attemptSeconds: 30, retries: 1, allowedFails: 3, cooldownSeconds: 30 };

/** By the file's name. */
export const EXPECTED: Readonly<Record<string, Expected>> = {
	'01-simple.yaml': {
		config: {
			groups: {
				assistant: { deployments: [openAi('gpt-4.1-mini')] },
				writer: { deployments: [{ provider: 'anthropic', apiKey: 'secret-anthropic', model: 'claude-sonnet-4-5' }] },
			},
		},
		ignored: ['model_list[1].litellm_params.max_tokens'],
	},
	'02-azure-hosts.yaml': {
		config: {
			groups: {
				'gpt-4o': {
					strategy: 'least-used',
					deployments: [
						azure('gpt-4o-sweden', 'acme-sweden', 'secret-sweden', { rpm: 60, tpm: 100_000 }),
						azure('gpt-4o-france', 'acme-france', 'secret-france', { rpm: 600, tpm: 1_000_000 }),
						openAi('gpt-4o', { rpm: 200 }),
					],
				},
			},
		},
		ignored: [
			'model_list[0].litellm_params.api_version',
			'model_list[1].litellm_params.api_version',
			'router_settings.enable_pre_call_checks',
		],
	},
	'03-priorities-and-weights.yaml': {
		config: {
			groups: {
				helpdesk: {
					strategy: 'weighted',
					retries: 0,
					cooldownSeconds: 45,
					deployments: [
						{
							provider: 'ollama',
							baseUrl: 'http://192.168.1.20:11434',
							model: 'llama3.2:3b',
							priority: 1,
							concurrency: 20,
						},
						service('mistral/mistral-small-latest', 'https://api.mistral.ai/v1', 'secret-mistral', {
							priority: 2,
							weight: 3,
							concurrency: 20,
						}),
						{
							provider: 'anthropic',
							apiKey: 'secret-anthropic',
							model: 'claude-haiku-4-5',
							priority: 2,
							weight: 1,
							concurrency: 20,
							attemptSeconds: 90,
							firstTokenSeconds: 20,
						},
					],
				},
				summaries: {
					strategy: 'weighted',
					retries: 0,
					cooldownSeconds: 45,
					deployments: [
						openAi('gpt-4.1-nano', { weight: 9, concurrency: 20 }),
						openAi('gpt-4.1', { weight: 0.5, concurrency: 20 }),
						openAi('gpt-4.1-nano', {
							apiKey: 'secret-openai-2',
							headers: { 'OpenAI-Organization': 'secret-organization' },
							concurrency: 3,
						}),
					],
				},
			},
		},
		ignored: ['router_settings.enable_pre_call_checks'],
	},
	'04-fallbacks.yaml': {
		config: {
			groups: {
				small: {
					...FALLBACK_DEFAULTS,
					deployments: [SMALL],
					fallbacks: ['large', 'longest'],
					contextWindowFallbacks: ['longest'],
				},
				large: { ...FALLBACK_DEFAULTS, deployments: [LARGE], contextWindowFallbacks: ['longest'] },
				longest: {
					...FALLBACK_DEFAULTS,
					deployments: [
						service(
							'gemini/gemini-2.5-flash',
							'https://generativelanguage.googleapis.com/v1beta/openai',
							'secret-gemini',
						),
					],
					fallbacks: ['large'],
				},
				'gpt-3.5-turbo': {
					...FALLBACK_DEFAULTS,
					deployments: [SMALL],
					fallbacks: ['large', 'longest'],
					contextWindowFallbacks: ['longest'],
				},
				'GPT-4': { ...FALLBACK_DEFAULTS, deployments: [LARGE], contextWindowFallbacks: ['longest'] },
			},
		},
		ignored: ['litellm_settings.num_retries', 'router_settings.model_group_alias.GPT-4.hidden'],
	},
	'05-environment.yaml': {
		config: {
			groups: {
				support: {
					deployments: [
						azure('gpt-4.1', 'acme', 'secret-azure', { headers: { 'X-Title': 'support', 'api-key': 'secret-azure' } }),
						openAi('gpt-4.1', { apiKey: 'secret-shared' }),
					],
				},
			},
		},
		ignored: ['environment_variables.LANGFUSE_HOST', 'credential_list[0].credential_values.api_version'],
	},
	'06-database.yaml': {
		config: { groups: { 'gpt-4.1': { deployments: [openAi('gpt-4.1')] } } },
		postgresUrl: 'postgres://spend:secret-db@db.lan:5432/litellm',
		ignored: [
			'general_settings.master_key',
			'general_settings.database_connection_pool_limit',
			'general_settings.store_model_in_db',
			'general_settings.store_prompts_in_spend_logs',
			'general_settings.maximum_spend_logs_retention_period',
		],
	},
	'07-redis.yaml': {
		config: {
			groups: {
				chat: {
					strategy: 'lowest-latency',
					allowedFails: 2,
					cooldownSeconds: 60,
					deployments: [
						service('deepseek/deepseek-chat', 'https://api.deepseek.com/v1', 'secret-deepseek', { rpm: 100 }),
						service(
							'together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo',
							'https://api.together.xyz/v1',
							'secret-together',
							{ rpm: 100, cooldownSeconds: 10 },
						),
					],
				},
			},
		},
		redisUrl: 'rediss://:secret-redis@cache.lan:6380',
		ignored: ['router_settings.routing_strategy_args'],
	},
	'08-prices.yaml': {
		config: {
			groups: {
				contract: {
					strategy: 'lowest-cost',
					deployments: [
						azure('negotiated', 'contract', 'secret-azure', {
							prices: { inputPerMillion: 1.8, outputPerMillion: 7.2, cachedInputPerMillion: 0.45 },
							contextWindow: 200_000,
							supports: { images: true, tools: true, jsonSchema: false },
						}),
						openAi('gpt-4.1'),
					],
				},
			},
		},
		ignored: ['model_list[1].litellm_params.input_cost_per_token', 'model_list[2]'],
	},
	'09-local-servers.yaml': {
		config: {
			groups: {
				home: {
					strategy: 'least-used',
					attemptSeconds: 600,
					cooldownSeconds: 0,
					fallbacks: ['laptop'],
					deployments: [
						{ provider: 'ollama', baseUrl: 'http://localhost:11434', model: 'qwen3:8b' },
						{
							provider: 'openai-compatible',
							baseUrl: 'http://gpu.lan:8000/v1',
							model: 'Qwen/Qwen3-14B',
							name: 'hosted_vllm/Qwen/Qwen3-14B',
							concurrency: 8,
						},
						{
							provider: 'openai-compatible',
							baseUrl: 'http://192.168.1.30:8080/v1',
							apiKey: 'none',
							model: 'local-model',
						},
					],
				},
				laptop: {
					strategy: 'least-used',
					attemptSeconds: 600,
					cooldownSeconds: 0,
					deployments: [
						{
							provider: 'openai-compatible',
							baseUrl: 'http://192.168.1.31:1234/v1',
							model: 'gemma-3-12b',
							name: 'lm_studio/gemma-3-12b',
						},
					],
				},
			},
		},
		ignored: ['model_list[0].litellm_params.keep_alive', 'model_list[4]'],
	},
	'10-everything.yaml': {
		config: {
			groups: {
				production: {
					retries: 2,
					attemptSeconds: 120,
					deployments: [
						openAi('gpt-4.1', { rpm: 500, tpm: 2_000_000 }),
						{ provider: 'anthropic', apiKey: 'secret-anthropic', model: 'claude-sonnet-4-5', priority: 2 },
					],
				},
			},
		},
		redisUrl: 'redis://:secret-redis@cache.lan:6379/1',
		postgresUrl: 'postgres://spend:secret-db@db.lan:5432/litellm',
		ignored: [
			'model_list[0].litellm_params.temperature',
			'model_list[0].litellm_params.tags',
			'model_list[1].litellm_params.model',
			'model_list[3]',
			'litellm_settings.drop_params',
			'litellm_settings.json_logs',
			'litellm_settings.success_callback',
			'litellm_settings.failure_callback',
			'litellm_settings.callbacks',
			'litellm_settings.turn_off_message_logging',
			'litellm_settings.cache',
			'litellm_settings.cache_params',
			'litellm_settings.max_budget',
			'litellm_settings.budget_duration',
			'litellm_settings.num_retries',
			'litellm_settings.context_window_fallbacks[0].production[0]',
			'litellm_settings.content_policy_fallbacks',
			'router_settings.retry_policy',
			'router_settings.allowed_fails_policy',
			'router_settings.provider_budget_config',
			'general_settings.master_key',
			'general_settings.alerting',
			'general_settings.alerting_threshold',
			'general_settings.alert_to_webhook_url',
			'general_settings.background_health_checks',
			'general_settings.health_check_interval',
			'general_settings.max_parallel_requests',
			'general_settings.proxy_batch_write_at',
			'general_settings.enable_jwt_auth',
			'general_settings.ui_access_mode',
			'general_settings.pass_through_endpoints',
			'guardrails',
			'callback_settings',
			'mcp_servers',
		],
	},
};
