-- Figures are within the bounds of `bounded-row.ts`, and sums doubles, since an older version may have written what is not.
-- Sums over a period's calls in this file that spent in one place, by slice and labels, without those that another file
-- has counted already. What a call adds is the same as in spend-parts.ts.
SELECT
	slice,
	model_group AS "group", deployment, provider, requested_model AS model,
	workflow_id AS workflowId, workflow_name AS workflowName, node_name AS nodeName,
	CASE WHEN :byTags THEN tags END AS summedTags,
	CAST(max(started_at_ms) AS REAL) AS latestStartMs,
	count(*) AS calls,
	count(*) FILTER (WHERE status = 'error') AS failedCalls,
	count(*) FILTER (WHERE status = 'cancelled') AS cancelledCalls,
	count(*) - count(CASE WHEN cost_usd BETWEEN 0 AND :maxCostUsd THEN cost_usd END) AS unpricedCalls,
	count(*) FILTER (WHERE estimated = 1) AS estimatedCalls,
	sum(min(max(CAST(attempt_count AS REAL), 0.0), :maxAttempts)) AS attempts,
	coalesce(sum(min(max(CAST(input_tokens AS REAL), 0.0), :maxTokens)), 0) AS inputTokens,
	coalesce(sum(min(max(CAST(cached_tokens AS REAL), 0.0), :maxTokens)), 0) AS cachedTokens,
	coalesce(sum(min(max(CAST(cache_write_tokens AS REAL), 0.0), :maxTokens)), 0) AS cacheWriteTokens,
	coalesce(sum(min(max(CAST(output_tokens AS REAL), 0.0), :maxTokens)), 0) AS outputTokens,
	coalesce(sum(min(max(CAST(reasoning_tokens AS REAL), 0.0), :maxTokens)), 0) AS reasoningTokens,
	coalesce(sum(CASE WHEN cost_usd BETWEEN 0 AND :maxCostUsd THEN cost_usd END), 0.0) AS costUsd
FROM temp.slices CROSS JOIN main.calls
WHERE to_ms > :fromMs AND from_ms < :toMs
	AND started_at_ms >= max(from_ms, :fromMs) AND started_at_ms < min(to_ms, :toMs)
	AND attempts IS NULL
	AND call_id NOT IN (SELECT call_id FROM temp.counted_elsewhere)
GROUP BY slice, model_group, deployment, provider, requested_model, workflow_id, workflow_name, node_name, summedTags;
