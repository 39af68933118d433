-- Sums over a period's calls in this file, without those that another file has counted already.
SELECT
	count(*) AS calls,
	count(*) FILTER (WHERE status = 'error') AS failedCalls,
	count(*) FILTER (WHERE cost_usd IS NULL) AS unpricedCalls,
	count(*) FILTER (WHERE estimated = 1) AS estimatedCalls,
	coalesce(sum(input_tokens), 0) AS inputTokens,
	coalesce(sum(output_tokens), 0) AS outputTokens,
	coalesce(sum(cost_usd), 0.0) AS costUsd
FROM main.calls
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND (:group IS NULL OR model_group = :group)
	AND (:workflowId IS NULL OR workflow_id = :workflowId)
	AND (:executionId IS NULL OR execution_id = :executionId)
	AND call_id NOT IN (SELECT call_id FROM temp.counted_elsewhere);
