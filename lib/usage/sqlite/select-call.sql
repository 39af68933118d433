-- Calls under the names of a usage row's fields, with those of their texts that are kept beyond :textsAfterMs (NULL: with none).
-- Which calls, another file says.
SELECT
	calls.call_id AS callId, started_at_ms AS startedAtMs, model_group AS "group",
	deployment, deployment_id AS deploymentId, provider,
	requested_model AS requestedModel, served_model AS servedModel, status, error_class AS errorClass,
	input_tokens AS inputTokens, cached_tokens AS cachedTokens, cache_write_tokens AS cacheWriteTokens,
	output_tokens AS outputTokens, reasoning_tokens AS reasoningTokens,
	cost_usd AS costUsd, input_usd_per_million AS inputPerMillion, output_usd_per_million AS outputPerMillion,
	cached_input_usd_per_million AS cachedInputPerMillion, cache_write_usd_per_million AS cacheWritePerMillion,
	price_source AS priceSource, estimated, latency_ms AS latencyMs, time_to_first_token_ms AS timeToFirstTokenMs,
	queue_wait_ms AS queueWaitMs, attempt_count AS attemptCount, attempts,
	workflow_id AS workflowId, workflow_name AS workflowName, node_name AS nodeName, execution_id AS executionId, tags,
	prompt, answer, keep_until_ms AS keepUntilMs
FROM main.calls LEFT JOIN main.texts ON texts.call_id = calls.call_id AND keep_until_ms > :textsAfterMs
