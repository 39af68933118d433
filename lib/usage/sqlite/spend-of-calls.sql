-- Sums over a period's calls in this file that spent in one place, by slice and labels, without those that another file
-- has counted already. What a call adds is the same as in spend-parts.ts.
SELECT
	slice,
	model_group AS "group", deployment, provider, requested_model AS model,
	workflow_id AS workflowId, workflow_name AS workflowName, node_name AS nodeName, tags,
	max(started_at_ms) AS latestStartMs,
	count(*) AS calls,
	count(*) FILTER (WHERE status = 'error') AS failedCalls,
	count(*) FILTER (WHERE status = 'cancelled') AS cancelledCalls,
	count(*) FILTER (WHERE cost_usd IS NULL) AS unpricedCalls,
	count(*) FILTER (WHERE estimated = 1) AS estimatedCalls,
	sum(attempt_count) AS attempts,
	coalesce(sum(input_tokens), 0) AS inputTokens,
	coalesce(sum(cached_tokens), 0) AS cachedTokens,
	coalesce(sum(cache_write_tokens), 0) AS cacheWriteTokens,
	coalesce(sum(output_tokens), 0) AS outputTokens,
	coalesce(sum(reasoning_tokens), 0) AS reasoningTokens,
	coalesce(sum(cost_usd), 0.0) AS costUsd
FROM temp.slices CROSS JOIN main.calls
WHERE to_ms > :fromMs AND from_ms < :toMs
	AND started_at_ms >= max(from_ms, :fromMs) AND started_at_ms < min(to_ms, :toMs)
	AND attempts IS NULL
	AND call_id NOT IN (SELECT call_id FROM temp.counted_elsewhere)
GROUP BY slice, model_group, deployment, provider, requested_model, workflow_id, workflow_name, node_name, tags;
