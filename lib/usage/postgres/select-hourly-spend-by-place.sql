-- Sums by slice and place. $1: the slices' ends as numbers of hours since 1970, ascending.
SELECT
	x.slice, s.latest::bigint * 3600000 AS "latestStartMs",
	p.model_group AS "group", p.deployment, p.provider, p.model,
	s.calls AS "calls",
	s.failed_calls AS "failedCalls",
	s.cancelled_calls AS "cancelledCalls",
	s.unpriced_calls AS "unpricedCalls",
	s.estimated_calls AS "estimatedCalls",
	s.attempts AS "attempts",
	s.input_tokens AS "inputTokens",
	s.cached_tokens AS "cachedTokens",
	s.cache_write_tokens AS "cacheWriteTokens",
	s.output_tokens AS "outputTokens",
	s.reasoning_tokens AS "reasoningTokens",
	s.cost_usd AS "costUsd"
FROM (
	SELECT (n - 1)::integer AS slice, start, lead(start) OVER (ORDER BY n) AS "end"
	FROM unnest($1::integer[]) WITH ORDINALITY AS boundary(start, n)
) AS x
-- A range of the index for each slice: quicker than looking for each row's slice.
CROSS JOIN LATERAL (
	SELECT
		place_id, max(hour) AS latest,
		sum(calls) AS calls,
		sum(failed_calls) AS failed_calls,
		sum(cancelled_calls) AS cancelled_calls,
		sum(unpriced_calls) AS unpriced_calls,
		sum(estimated_calls) AS estimated_calls,
		sum(attempts) AS attempts,
		sum(input_tokens) AS input_tokens,
		sum(cached_tokens) AS cached_tokens,
		sum(cache_write_tokens) AS cache_write_tokens,
		sum(output_tokens) AS output_tokens,
		sum(reasoning_tokens) AS reasoning_tokens,
		sum(cost_usd) AS cost_usd
	FROM {schema}.hourly_spend_by_place
	WHERE hour >= x.start AND hour < x."end"
	GROUP BY place_id
) AS s
JOIN {schema}.places AS p ON p.id = s.place_id
WHERE x."end" IS NOT NULL;
