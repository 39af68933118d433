import type { Ignored } from './ignored';

const USAGE_LOG = 'Every call is in the usage log, with tokens, cost and time; reports and SQL read it';
const ALERTS =
	'LLM Spend Report sends alerts to your phone through ntfy, and Deployment Health feeds an uptime monitor';
const BUDGETS = 'Use Check Budget of the LLM Spend Report node';
const OWN_USERS = "n8n's own users and credentials guard the workflows; there is no server to guard";
const NO_CACHE =
	'Answers are not cached; to share limits and cooldowns, name a Redis under router_settings (redis_host or redis_url)';
const PROMPTS_IN_WORKFLOW = 'Check prompts and answers in the workflow, before and behind the node';
const NO_SERVER = 'Workflows call the models themselves, so there is no server to tune';
const TOOLS = 'Tools, agents and vector stores are nodes of n8n';
const MAX_ATTEMPTS = 'Set Max Attempts under Routing Options on the node';
const BY_KIND =
	'Each kind of failure has its own rule already: bad requests are not repeated, rate limits wait, wrong keys cool down at once';
const FILE_ONLY = 'What stands in this text is all there is; models are kept in no database';

/** At the top of the file. */
export const IGNORED_SECTIONS: readonly Ignored[] = [
	{ names: ['callback_settings', 'logging_settings'], instead: USAGE_LOG },
	{ names: ['guardrails', 'policies', 'policy_attachments', 'prompts'], instead: PROMPTS_IN_WORKFLOW },
	{
		names: [
			'mcp_servers',
			'mcp_tools',
			'mcp_aliases',
			'search_tools',
			'vector_store_registry',
			'assistant_settings',
			'agent_list',
			'agents',
		],
		instead: TOOLS,
	},
	{
		names: ['files_settings', 'finetune_settings', 'batch_settings', 'default_vertex_config', 'worker_registry'],
		instead: NO_SERVER,
	},
	{ names: ['include'], instead: 'Other files cannot be read from here; paste what they hold into this text' },
];

/** Of an entry of `model_list`. */
export const IGNORED_OF_ENTRY: readonly Ignored[] = [
	{ names: ['access_groups', 'blocked', 'team_id'], instead: OWN_USERS },
];

/** https://docs.litellm.ai/docs/proxy/config_settings#router_settings---reference */
export const IGNORED_ROUTER_SETTINGS: readonly Ignored[] = [
	{
		names: ['enable_pre_call_checks', 'enable_pre_call_check'],
		instead: 'Calls that are too long for a model never go to it; this is always on',
	},
	{ names: ['retry_policy', 'model_group_retry_policy', 'allowed_fails_policy'], instead: BY_KIND },
	{
		names: ['retry_after'],
		instead: "The wait before a retry grows by itself and never undercuts the server's Retry-After",
	},
	{ names: ['max_fallbacks', 'max_retries'], instead: MAX_ATTEMPTS },
	{
		names: ['content_policy_fallbacks'],
		instead:
			'A refusal ends the call; groups in the own format may say failoverOnRefusal, which sends it to the next deployment and to the fallbacks',
	},
	{
		names: ['enable_tag_filtering', 'tag_filtering_match_any', 'tag_routing_prefix', 'routing_groups', 'weights'],
		instead: 'Make a model group of its own for what a tag or a routing group chose',
	},
	{
		names: ['optional_pre_call_checks', 'deployment_affinity_ttl_seconds', 'model_group_affinity_config'],
		instead: 'Limits are always held before a call is sent, and calls stick to no deployment',
	},
	{
		names: ['cache_responses', 'cache_kwargs', 'cache_params', 'caching_groups', 'client_ttl'],
		instead: 'Answers are not cached; the Redis named by redis_host or redis_url holds limits, cooldowns and the line',
	},
	{ names: ['routing_strategy_args'], instead: 'The strategies need no tuning' },
	{ names: ['provider_budget_config', 'alerting_config'], instead: `${BUDGETS}, which sends alerts too` },
	{ names: ['default_litellm_params'], instead: 'How a model answers is set under Options on the node' },
	{
		names: ['default_priority', 'polling_interval'],
		instead: 'Calls wait in the order in which they came, and nobody polls',
	},
	{
		names: ['enable_health_check_routing', 'health_check_staleness_threshold', 'health_check_ignore_transient_errors'],
		instead: 'A deployment that fails cools down, and one probe brings it back; no paid health check is needed',
	},
	{ names: ['assistants_config', 'search_tools', 'guardrail_list', 'router_general_settings'], instead: TOOLS },
	{
		names: ['set_verbose', 'debug_level', 'ignore_invalid_deployments'],
		instead: 'The node shows every attempt with its reason, and Test every fault of this text',
	},
];

/** https://docs.litellm.ai/docs/proxy/config_settings#general_settings---reference */
export const IGNORED_GENERAL_SETTINGS: readonly Ignored[] = [
	{
		names: [
			'master_key',
			'custom_auth',
			'custom_sso',
			'enable_jwt_auth',
			'litellm_jwtauth',
			'enable_oauth2_auth',
			'enable_oauth2_proxy_auth',
			'oauth2_config_mappings',
			'allowed_routes',
			'public_routes',
			'admin_only_routes',
			'allowed_ips',
			'use_x_forwarded_for',
			'trusted_proxy_ranges',
			'ui_access_mode',
			'enforce_user_param',
			'enforced_params',
			'service_account_settings',
			'custom_key_generate',
			'default_team_disabled',
			'allow_user_auth',
			'user_api_key_cache_ttl',
			'litellm_key_header_name',
			'allow_client_side_credentials',
			'disable_master_key_return',
			'disable_adding_master_key_hash_to_db',
			'user_header_name',
			'user_header_mappings',
			'control_plane_url',
			'litellm_license',
			'plugins',
			'enable_public_model_hub',
			'allow_cli_sso_verification_uri_complete',
			'disable_auto_add_proxy_admin_to_teams',
			'role_permissions',
			'custom_ui_sso_sign_in_handler',
		],
		instead: OWN_USERS,
	},
	{
		names: [
			'alerting',
			'alerting_threshold',
			'alert_types',
			'alert_to_webhook_url',
			'alerting_args',
			'spend_report_frequency',
		],
		instead: ALERTS,
	},
	{
		names: [
			'proxy_budget_rescheduler_min_time',
			'proxy_budget_rescheduler_max_time',
			'disable_reset_budget',
			'disable_budget_reservation',
			'apply_user_budget_to_team_keys',
			'reject_clientside_metadata_tags',
		],
		instead: BUDGETS,
	},
	{
		names: [
			'database_connection_pool_limit',
			'database_connection_timeout',
			'database_connect_timeout',
			'database_socket_timeout',
			'database_args',
			'database_extra_connection_params',
			'database_disable_prepared_statements',
			'database_type',
			'allow_requests_on_db_unavailable',
			'disable_prisma_schema_update',
			'proxy_batch_write_at',
			'proxy_batch_polling_interval',
			'use_spend_logs_partitioning',
			'disable_spend_logs',
			'disable_spend_updates',
			'disable_error_logs',
			'scheduled_job_stagger',
			'coordination_redis',
			'use_redis_transaction_buffer',
		],
		instead:
			'Calls are written in the background and wait on disk while the database is away; there is nothing to tune',
	},
	{
		names: [
			'maximum_spend_logs_retention_period',
			'maximum_spend_logs_retention_interval',
			'maximum_spend_logs_cleanup_batch_size',
			'maximum_spend_logs_cleanup_max_batches',
			'maximum_spend_logs_cleanup_run_budget',
			'maximum_spend_logs_cleanup_batch_timeout',
			'maximum_autorouter_session_retention_period',
			'maximum_health_check_retention_period',
		],
		instead: 'Keep Calls (Days) of the credential says how long calls are kept; what they cost stays',
	},
	{
		names: ['store_prompts_in_spend_logs'],
		instead: 'Keep Prompts and Answers is switched on at the node, with a time of its own',
	},
	{
		names: [
			'background_health_checks',
			'health_check_interval',
			'health_check_details',
			'health_check_concurrency',
			'health_check_skip_disabled_background_models',
			'background_health_check_model_groups',
			'model_list_healthy_only',
			'use_shared_health_check',
		],
		instead: 'Deployment Health of the LLM Spend Report node tells it without a paid request',
	},
	{
		names: ['key_management_system', 'key_management_settings', 'use_google_kms', 'use_azure_key_vault'],
		instead: "Put keys under Secrets of the credential, or use n8n's external secrets",
	},
	{
		names: [
			'store_model_in_db',
			'supported_db_objects',
			'proxy_config_reload_interval_seconds',
			'infer_model_from_keys',
		],
		instead: FILE_ONLY,
	},
	{
		names: [
			'max_parallel_requests',
			'global_max_parallel_requests',
			'disable_retry_on_max_parallel_request_limit_error',
		],
		instead: 'Set max_parallel_requests under litellm_params, or default_max_parallel_requests under router_settings',
	},
	{
		names: ['completion_model', 'embedding_model', 'image_generation_model', 'moderation_model'],
		instead: 'Each node names the model group that it asks',
	},
	{
		names: [
			'pass_through_endpoints',
			'pass_through_request_timeout',
			'use_client_credentials_pass_through_routes',
			'forward_client_headers_to_llm_api',
			'forward_openai_org_id',
			'max_request_size_mb',
			'max_response_size_mb',
			'max_batch_file_size_mb',
			'cancel_on_disconnect',
			'disable_responses_id_security',
			'user_url_validation',
			'user_url_allowed_hosts',
			'provider_url_destination_allowed_hosts',
			'always_include_stream_usage',
			'otel',
		],
		instead: NO_SERVER,
	},
	{
		names: [
			'user_mcp_management_mode',
			'mcp_internal_ip_ranges',
			'mcp_trusted_proxy_ranges',
			'mcp_xff_num_trusted_hops',
			'mcp_required_fields',
		],
		instead: TOOLS,
	},
];

/** https://docs.litellm.ai/docs/proxy/config_settings#litellm_settings---reference, and the variables of LiteLLM's module that may stand there. */
export const IGNORED_LITELLM_SETTINGS: readonly Ignored[] = [
	{
		names: [
			'success_callback',
			'failure_callback',
			'callbacks',
			'input_callback',
			'service_callbacks',
			'audit_log_callbacks',
			'store_audit_logs',
			'langfuse_default_tags',
			's3_callback_params',
			's3_audit_callback_params',
			'gcs_callback_params',
			'datadog_params',
			'datadog_llm_observability_params',
			'newrelic_params',
			'aws_sqs_callback_params',
			'generic_logger_headers',
			'dynamodb_table_name',
			'custom_prometheus_metadata_labels',
			'custom_prometheus_tags',
			'prometheus_metrics_config',
			'prometheus_initialize_budget_metrics',
			'require_auth_for_metrics_endpoint',
			'extra_spend_tag_headers',
			'disable_add_user_agent_to_request_tags',
			'disable_streaming_logging',
			'disable_end_user_cost_tracking',
			'disable_end_user_cost_tracking_prometheus_only',
			'enable_end_user_cost_tracking_prometheus_only',
			'include_cost_in_streaming_usage',
			'otel',
			'allow_dynamic_callback_disabling',
			'global_disable_no_log_param',
			'forward_traceparent_to_llm_provider',
			'cost_discount_config',
			'cost_margin_config',
		],
		instead: USAGE_LOG,
	},
	{
		names: [
			'turn_off_message_logging',
			'redact_user_api_key_info',
			'redact_messages_in_exceptions',
			'log_raw_request_response',
		],
		instead: 'Prompts and answers are kept only where a node asks for it, keys never',
	},
	{
		names: [
			'cache',
			'cache_params',
			'caching',
			'caching_with_models',
			'default_in_memory_ttl',
			'default_redis_ttl',
			'default_redis_batch_cache_expiry',
			'enable_redis_auth_cache',
			'enable_caching_on_provider_specific_optional_params',
			'enable_anthropic_prompt_caching',
			'anthropic_prompt_caching_ttl',
		],
		instead: NO_CACHE,
	},
	{
		names: [
			'max_budget',
			'budget_duration',
			'default_soft_budget',
			'max_user_budget',
			'max_internal_user_budget',
			'default_max_internal_user_budget',
			'internal_user_budget_duration',
			'max_end_user_budget',
			'max_end_user_budget_id',
			'max_ui_session_budget',
			'tag_budget_config',
			'budget_exceeded_throttle_percentage',
		],
		instead: BUDGETS,
	},
	{
		names: [
			'default_internal_user_params',
			'default_team_params',
			'default_team_settings',
			'default_key_generate_params',
			'upperbound_key_generate_params',
			'key_generation_settings',
			'enable_key_alias_format_validation',
			'ui_theme_config',
			'public_model_groups',
			'public_model_groups_links',
			'public_agent_groups',
			'public_mcp_servers',
			'blocked_user_list',
			'validate_end_user_id_in_db',
			'priority_reservation',
			'priority_reservation_settings',
		],
		instead: OWN_USERS,
	},
	{
		names: [
			'guardrails',
			'banned_keywords_list',
			'llm_guard_mode',
			'llamaguard_model_name',
			'llamaguard_unsafe_content_categories',
			'openai_moderations_model_name',
			'presidio_ad_hoc_recognizers',
			'google_moderation_confidence_threshold',
			'output_parse_pii',
			'pre_call_rules',
			'post_call_rules',
			'prompts',
			'global_prompt_directory',
			'global_prompt_manager',
		],
		instead: PROMPTS_IN_WORKFLOW,
	},
	{
		names: [
			'drop_params',
			'modify_params',
			'add_function_to_prompt',
			'additional_drop_params',
			'enable_json_schema_validation',
			'enable_preview_features',
			'max_tokens',
			'reasoning_auto_summary',
			'disable_add_prefix_to_prompt',
			'disable_add_transform_inline_image_block',
			'disable_stop_sequence_limit',
			'LITELLM_DISABLE_STOP_SEQUENCE_LIMIT',
			'disable_copilot_system_to_assistant',
			'use_chat_completions_url_for_anthropic_messages',
			'route_all_chat_openai_to_responses',
			'disable_hf_tokenizer_download',
			'disable_token_counter',
			'custom_prompt_dict',
			'vertex_ai_safety_settings',
			'enable_gemini_default_thinking_level_low',
			'disable_anthropic_gemini_context_caching_transform',
			'return_response_headers',
		],
		instead: 'Only what is set under Options on the node is sent, so there is nothing to add or to drop',
	},
	{ names: ['max_fallbacks', 'num_retries_per_request'], instead: MAX_ATTEMPTS },
	{
		names: ['content_policy_fallbacks'],
		instead:
			'A refusal ends the call; groups in the own format may say failoverOnRefusal, which sends it to the next deployment and to the fallbacks',
	},
	{
		names: ['custom_provider_map'],
		instead:
			'No code of your own runs here; put a server with an OpenAI-compatible address before the model, and write openai/ before its name and that address as api_base',
	},
	{ names: ['model_fallbacks', 'retry'], instead: 'Use fallbacks and num_retries' },
	{ names: ['model_alias_map'], instead: 'Use model_group_alias under router_settings' },
	{
		names: [
			'api_key',
			'api_base',
			'api_version',
			'organization',
			'project',
			'headers',
			'openai_key',
			'azure_key',
			'anthropic_key',
			'openrouter_key',
			'togetherai_api_key',
		],
		instead: 'Write it under litellm_params of the models that it is for',
	},
	{
		names: ['ssl_verify', 'ssl_certificate', 'ssl_security_level', 'ssl_ecdh_curve'],
		instead: 'Certificates are always checked; name your own authority in NODE_EXTRA_CA_CERTS where n8n runs',
		evenIfFalse: true,
	},
	{
		names: [
			'set_verbose',
			'json_logs',
			'suppress_debug_info',
			'logging',
			'telemetry',
			'force_ipv4',
			'use_aiohttp_transport',
			'disable_aiohttp_transport',
			'aiohttp_trust_env',
			'disable_aiohttp_trust_env',
			'network_mock',
			'use_client',
			'use_litellm_proxy',
			'safe_memory_mode',
			'enable_azure_ad_token_refresh',
			'model_cost_map_url',
			'check_provider_endpoint',
			'require_managed_files',
			'enable_loadbalancing_on_batch_endpoints',
			'model_group_settings',
			'enable_model_config_credential_overrides',
			'default_vertex_config',
		],
		instead: NO_SERVER,
	},
	{ names: ['mcp_aliases', 'mcp_servers', 'mcp_semantic_tool_filter'], instead: TOOLS },
];
