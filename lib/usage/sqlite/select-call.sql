-- Numbers are read as doubles, the nearest ones, because an older version may have written some that JavaScript has no number for.
-- Calls under the names of a usage row's fields, with those of their texts that are kept beyond :textsAfterMs (NULL: with none).
-- Which calls, another file says.
SELECT
	calls.call_id AS callId, CAST(started_at_ms AS REAL) AS startedAtMs, model_group AS "group",
	deployment, deployment_id AS deploymentId, provider,
	requested_model AS requestedModel, served_model AS servedModel, status, error_class AS errorClass,
	CAST(input_tokens AS REAL) AS inputTokens, CAST(cached_tokens AS REAL) AS cachedTokens, CAST(cache_write_tokens AS REAL) AS cacheWriteTokens,
	CAST(output_tokens AS REAL) AS outputTokens, CAST(reasoning_tokens AS REAL) AS reasoningTokens,
	CASE WHEN typeof(cost_usd) IN ('real', 'integer') THEN CAST(cost_usd AS REAL) END AS costUsd, input_usd_per_million AS inputPerMillion, output_usd_per_million AS outputPerMillion,
	cached_input_usd_per_million AS cachedInputPerMillion, cache_write_usd_per_million AS cacheWritePerMillion,
	price_source AS priceSource, estimated = 1 AS estimated, CAST(latency_ms AS REAL) AS latencyMs, CAST(time_to_first_token_ms AS REAL) AS timeToFirstTokenMs,
	CAST(queue_wait_ms AS REAL) AS queueWaitMs, CAST(attempt_count AS REAL) AS attemptCount, attempts,
	workflow_id AS workflowId, workflow_name AS workflowName, node_name AS nodeName, execution_id AS executionId, tags,
	prompt, answer, CAST(keep_until_ms AS REAL) AS keepUntilMs
FROM main.calls LEFT JOIN main.texts ON texts.call_id = calls.call_id AND keep_until_ms > :textsAfterMs
