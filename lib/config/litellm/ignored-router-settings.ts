import type { Ignored } from './ignored';
import { BUDGETS, TOOLS, MAX_ATTEMPTS } from './ignored-reasons';

const BY_KIND =
	'Each kind of failure has its own rule already: bad requests are not repeated, rate limits wait, wrong keys cool down at once';

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
