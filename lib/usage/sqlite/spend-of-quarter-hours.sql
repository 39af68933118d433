-- Sums over a period's deleted calls in this file, by slice and labels.
SELECT
	slice, labels,
	max(latest_start_ms) AS latestStartMs,
	sum(calls) AS calls,
	sum(failed_calls) AS failedCalls,
	sum(cancelled_calls) AS cancelledCalls,
	sum(unpriced_calls) AS unpricedCalls,
	sum(estimated_calls) AS estimatedCalls,
	sum(attempts) AS attempts,
	sum(input_tokens) AS inputTokens,
	sum(cached_tokens) AS cachedTokens,
	sum(cache_write_tokens) AS cacheWriteTokens,
	sum(output_tokens) AS outputTokens,
	sum(reasoning_tokens) AS reasoningTokens,
	sum(cost_usd) AS costUsd
FROM temp.slices CROSS JOIN main.quarter_hours JOIN main.labels ON labels.id = labels_id
WHERE to_ms > :fromMs AND from_ms < :toMs
	AND quarter_ms >= max(from_ms, :fromMs) AND quarter_ms < min(to_ms, :toMs)
GROUP BY slice, labels_id;
