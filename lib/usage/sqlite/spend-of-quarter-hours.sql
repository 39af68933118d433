-- Sums over a period's deleted calls in this file, by slice and labels (:byTags 0: the same without tags). Sums are doubles, since an older version may
-- have written what JavaScript has no number for.
SELECT labels, sums.*
FROM (
	SELECT
		slice,
		CASE WHEN :byTags THEN labels_id ELSE coalesce(untagged_id, labels_id) END AS summed_id,
		CAST(max(latest_start_ms) AS REAL) AS latestStartMs,
		sum(CAST(calls AS REAL)) AS calls,
		sum(CAST(failed_calls AS REAL)) AS failedCalls,
		sum(CAST(cancelled_calls AS REAL)) AS cancelledCalls,
		sum(CAST(unpriced_calls AS REAL)) AS unpricedCalls,
		sum(CAST(estimated_calls AS REAL)) AS estimatedCalls,
		sum(CAST(attempts AS REAL)) AS attempts,
		sum(CAST(input_tokens AS REAL)) AS inputTokens,
		sum(CAST(cached_tokens AS REAL)) AS cachedTokens,
		sum(CAST(cache_write_tokens AS REAL)) AS cacheWriteTokens,
		sum(CAST(output_tokens AS REAL)) AS outputTokens,
		sum(CAST(reasoning_tokens AS REAL)) AS reasoningTokens,
		coalesce(sum(CASE WHEN cost_usd BETWEEN 0 AND 1e300 THEN cost_usd END), 0.0) AS costUsd
	FROM temp.slices CROSS JOIN main.quarter_hours JOIN main.labels ON labels.id = labels_id
	WHERE to_ms > :fromMs AND from_ms < :toMs
		AND quarter_ms >= max(from_ms, :fromMs) AND quarter_ms < min(to_ms, :toMs)
	GROUP BY slice, summed_id
) AS sums JOIN main.labels ON labels.id = summed_id;
