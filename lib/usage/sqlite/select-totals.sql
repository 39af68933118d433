-- Figures are within the bounds of `bounded-row.ts`, and sums doubles, since an older version may have written what is not.
-- Sums over a period's calls in this file, without those that another file has counted already.
SELECT
	count(*) AS calls,
	count(*) FILTER (WHERE status = 'error') AS failedCalls,
	count(*) - count(CASE WHEN cost_usd BETWEEN 0 AND :maxCostUsd THEN cost_usd END) AS unpricedCalls,
	count(*) FILTER (WHERE estimated = 1) AS estimatedCalls,
	coalesce(sum(min(max(CAST(input_tokens AS REAL), 0.0), :maxTokens)), 0) AS inputTokens,
	coalesce(sum(min(max(CAST(output_tokens AS REAL), 0.0), :maxTokens)), 0) AS outputTokens,
	coalesce(sum(CASE WHEN cost_usd BETWEEN 0 AND :maxCostUsd THEN cost_usd END), 0.0) AS costUsd
FROM main.calls
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND (:group IS NULL OR model_group = :group)
	AND (:workflowId IS NULL OR workflow_id = :workflowId)
	AND (:executionId IS NULL OR execution_id = :executionId)
	AND call_id NOT IN (SELECT call_id FROM temp.counted_elsewhere);
