-- The same calls, from the view that has LiteLLM's columns. $1: with metadata as in ordinary use (user key fields, the usage object,
-- model map information), some 1 kB; else '{}'.
INSERT INTO "LiteLLM_SpendLogs" (
	request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime", "completionStartTime",
	request_duration_ms, model, model_id, model_group, custom_llm_provider, api_base, "user", metadata, cache_hit, cache_key, request_tags,
	team_id, end_user, requester_ip_address, session_id, status
)
SELECT
	'chatcmpl-' || request_id, 'acompletion', encode(sha256(model_group::bytea), 'hex'), coalesce(response_cost, 0),
	coalesce(total_tokens, 0), coalesce(prompt_tokens, 0), coalesce(completion_tokens, 0),
	"startTime" AT TIME ZONE 'UTC', "endTime" AT TIME ZONE 'UTC', "startTime" AT TIME ZONE 'UTC',
	1000, model, encode(sha256(model::bytea), 'hex'), model_group, custom_llm_provider, 'https://api.' || custom_llm_provider || '.example/v1', 'default_user_id',
	CASE WHEN $1 THEN jsonb_build_object(
		'user_api_key', encode(sha256(model_group::bytea), 'hex'), 'user_api_key_alias', 'n8n', 'user_api_key_team_id', null,
		'user_api_key_org_id', null, 'user_api_key_user_id', 'default_user_id', 'user_api_key_team_alias', null, 'user_api_key_user_email', null,
		'user_api_key_end_user_id', null, 'spend_logs_metadata', null, 'requester_ip_address', '172.18.0.5', 'applied_guardrails', '[]'::jsonb,
		'mcp_tool_call_metadata', null, 'vector_store_request_metadata', null, 'guardrail_information', null, 'cold_storage_object_key', null,
		'additional_usage_values', jsonb_build_object('prompt_tokens_details', jsonb_build_object('audio_tokens', 0, 'cached_tokens', 0), 'completion_tokens_details', jsonb_build_object('audio_tokens', 0, 'reasoning_tokens', 0, 'accepted_prediction_tokens', 0, 'rejected_prediction_tokens', 0)),
		'usage_object', jsonb_build_object('prompt_tokens', prompt_tokens, 'completion_tokens', completion_tokens, 'total_tokens', total_tokens, 'prompt_tokens_details', jsonb_build_object('audio_tokens', 0, 'cached_tokens', 0), 'completion_tokens_details', jsonb_build_object('audio_tokens', 0, 'reasoning_tokens', 0)),
		'model_map_information', jsonb_build_object('model_map_key', model, 'model_map_value', null),
		'attempted_retries', 0, 'max_retries', 0, 'status', status
	) ELSE '{}'::jsonb END,
	'None', encode(sha256(request_id::text::bytea), 'hex'), coalesce(request_tags, '[]'::jsonb), '', '', '172.18.0.5', gen_random_uuid()::text, status
FROM litellm_spend_logs
ORDER BY "startTime";
