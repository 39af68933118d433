import type { Ignored } from './ignored';

const NOT_SERVED = 'It belongs to a provider that is not served here';
const BY_THE_TOKEN = 'Calls are priced by the token: set input_cost_per_token and output_cost_per_token';

/** What `litellm_params` may hold beside what is taken over: https://docs.litellm.ai/docs/completion/input and the provider pages. */
export const IGNORED_PARAMS: readonly Ignored[] = [
	{
		names: [
			'temperature', 'top_p', 'top_k', 'min_p', 'n', 'stop', 'seed', 'max_tokens', 'max_completion_tokens', 'max_new_tokens', 'presence_penalty',
			'frequency_penalty', 'repetition_penalty', 'repeat_penalty', 'logit_bias', 'logprobs', 'top_logprobs', 'user', 'response_format', 'tools', 'tool_choice',
			'parallel_tool_calls', 'functions', 'function_call', 'modalities', 'audio', 'prediction', 'reasoning_effort', 'thinking', 'think', 'verbosity',
			'service_tier', 'store', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'web_search_options', 'num_ctx', 'num_predict',
			'keep_alive', 'format', 'mirostat', 'dimensions', 'encoding_format', 'input_type', 'suffix', 'system', 'guided_json', 'enable_thinking',
		],
		instead: 'How a model answers is set under Options on the node',
	},
	{ names: ['stream', 'stream_options'], instead: 'Models are always asked to stream; the node decides what it hands on' },
	{
		names: ['drop_params', 'additional_drop_params', 'allowed_openai_params', 'modify_params', 'extra_body', 'extra_query'],
		instead: 'Only what is set under Options on the node is sent, so there is nothing to add or to drop',
	},
	{ names: ['api_version'], instead: 'Azure\'s v1 API is used, which needs no version' },
	{
		names: [
			'azure_ad_token', 'azure_ad_token_provider', 'tenant_id', 'client_id', 'client_secret', 'azure_scope', 'azure_username', 'azure_password',
			'azure_authority_host', 'use_xai_oauth',
		],
		instead: 'Tokens that end are not fetched here; use a key as api_key',
	},
	{
		names: [
			'aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_region_name', 'aws_session_name', 'aws_profile_name', 'aws_role_name',
			'aws_web_identity_token', 'aws_sts_endpoint', 'aws_external_id', 'aws_session_tags', 'aws_bedrock_runtime_endpoint', 'aws_bedrock_project_id',
			'aws_batch_role_arn', 'bedrock_tags', 'guardrailConfig', 'performanceConfig', 'region_name', 'vertex_project', 'vertex_location', 'vertex_credentials',
			'vertex_ai_project', 'vertex_ai_location', 'vertex_ai_credentials', 'safety_settings', 'watsonx_region_name', 'project_id', 'space_id', 'token',
			'gcs_bucket_name', 'bucket_name', 's3_bucket_name', 's3_endpoint_url', 's3_region_name', 's3_access_key_id', 's3_secret_access_key',
			's3_encryption_key_id', 's3_bucket_owner', 's3_output_bucket_name', 'model_id', 'hf_model_name', 'task', 'predibase_tenant_id', 'adapter_id',
			'oci_region', 'oci_user', 'oci_fingerprint', 'oci_tenancy', 'oci_key', 'oci_compartment_id',
		],
		instead: NOT_SERVED,
	},
	{
		names: ['ssl_verify', 'ssl_certificate', 'ssl_ecdh_curve', 'ssl_security_level', 'verify'],
		instead: 'Certificates are always checked; name your own authority in NODE_EXTRA_CA_CERTS where n8n runs',
		evenIfFalse: true,
	},
	{
		names: ['tags', 'tag_regex', 'allowed_model_region', 'metadata', 'litellm_metadata', 'litellm_trace_id', 'provider_affinity_header', 'supported_environments'],
		instead: 'Make a model group of its own for what a tag or a region chose; tags for reports are set under Options on the node',
	},
	{ names: ['max_budget', 'budget_duration', 'soft_budget'], instead: 'Use Check Budget of the LLM Spend Report node' },
	{
		names: [
			'input_cost_per_second', 'output_cost_per_second', 'input_cost_per_character', 'output_cost_per_character', 'input_cost_per_image',
			'output_cost_per_image', 'input_cost_per_audio_token', 'output_cost_per_audio_token', 'output_cost_per_reasoning_token', 'input_cost_per_pixel',
			'output_cost_per_pixel', 'input_cost_per_request', 'search_context_cost_per_query', 'input_cost_per_token_batches', 'output_cost_per_token_batches',
			'input_cost_per_token_flex', 'output_cost_per_token_flex', 'input_cost_per_token_priority', 'output_cost_per_token_priority',
			'input_cost_per_token_cache_hit', 'cache_read_input_audio_token_cost', 'custom_cost_per_token',
		],
		instead: BY_THE_TOKEN,
	},
	{
		names: [
			'input_cost_per_token_above_128k_tokens', 'output_cost_per_token_above_128k_tokens', 'input_cost_per_token_above_200k_tokens',
			'output_cost_per_token_above_200k_tokens', 'cache_read_input_token_cost_above_200k_tokens', 'cache_creation_input_token_cost_above_200k_tokens',
			'cache_creation_input_token_cost_above_1hr', 'tiered_pricing',
		],
		instead: 'A price set here holds for calls of any length; without one the price catalogue tells tiers apart',
	},
	{ names: ['itpm', 'otpm'], instead: 'Tokens are limited by tpm, input and output together' },
	{
		names: ['mock_response', 'mock_timeout', 'mock_delay', 'mock_tool_calls', 'mock_testing_fallbacks'],
		instead: 'Answers are never made up; take the model out, or point it at an emulator',
	},
	{
		names: [
			'configurable_clientside_auth_params', 'use_in_pass_through', 'default_api_key_tpm_limit', 'default_api_key_rpm_limit', 'forward_client_headers',
			'allow_client_keepalive_override', 'max_file_size_mb', 'keepalive_seconds',
		],
		instead: 'Workflows call the models themselves: no client brings keys, headers or limits',
	},
	{
		names: ['guardrails', 'prompt_id', 'prompt_variables', 'prompt_label', 'dotprompt_content', 'ignore_prompt_manager_model', 'rules'],
		instead: 'Keep prompts in the workflow, and check them there, before the node',
	},
	{
		names: ['cache', 'caching', 'ttl', 'cache_control_injection_points', 'no-log', 'success_callback', 'failure_callback', 'turn_off_message_logging'],
		instead: 'Answers are not cached, and calls go to the usage log; nothing to set for each model',
	},
	{
		names: ['initial_prompt_value', 'roles', 'final_prompt_value', 'bos_token', 'eos_token', 'custom_prompt_dict', 'supports_system_message', 'hf_template'],
		instead: 'The server applies the model\'s own template',
	},
	{
		names: [
			'merge_reasoning_content_in_choices', 'use_chat_completions_api', 'use_litellm_proxy', 'model_info', 'id', 'base_model', 'client', 'logger_fn', 'verbose',
			'complete_response', 'force_timeout', 'retry_policy', 'retry_strategy', 'fallbacks', 'context_window_fallback_dict', 'default_headers', 'project',
			'auto_router_config_path', 'auto_router_config', 'auto_router_default_model', 'auto_router_embedding_model', 'complexity_router_config',
			'complexity_router_default_model', 'adaptive_router_config', 'adaptive_router_default_model', 'quality_router_config', 'quality_router_default_model',
			'vector_store_id', 'vector_store_ids', 'silent_model',
		],
		instead: 'It has no meaning for a deployment here; what groups may say is under router_settings',
	},
];
