-- The newest calls of a period in this file, under the names of a usage row's fields.
SELECT
	call_id AS callId, started_at_ms AS startedAtMs, model_group AS "group", deployment, provider,
	requested_model AS requestedModel, served_model AS servedModel, status, error_class AS errorClass,
	input_tokens AS inputTokens, cached_tokens AS cachedTokens, cache_write_tokens AS cacheWriteTokens,
	output_tokens AS outputTokens, reasoning_tokens AS reasoningTokens,
	cost_usd AS costUsd, input_usd_per_million AS inputPerMillion, output_usd_per_million AS outputPerMillion,
	cached_input_usd_per_million AS cachedInputPerMillion, cache_write_usd_per_million AS cacheWritePerMillion,
	price_source AS priceSource, estimated, latency_ms AS latencyMs, time_to_first_token_ms AS timeToFirstTokenMs,
	queue_wait_ms AS queueWaitMs, attempt_count AS attemptCount, attempts,
	workflow_id AS workflowId, workflow_name AS workflowName, node_name AS nodeName, execution_id AS executionId, tags
FROM main.calls
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND (:group IS NULL OR model_group = :group)
	AND (:workflowId IS NULL OR workflow_id = :workflowId)
	AND (:executionId IS NULL OR execution_id = :executionId)
ORDER BY started_at_ms DESC, call_id DESC
LIMIT :limit;
