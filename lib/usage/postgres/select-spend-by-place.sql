-- Sums by slice and place. Of each range that makes up a slice: $1 the slice, $2 which sums, $3 and $4 start and end, in quarter hours since
-- 1970. As doubles, which the driver hands on as numbers; they hold whole numbers up to nine quadrillions.
SELECT
	s.slice, s.latest::float8 * 900000 AS "latestStartMs",
	p.model_group AS "group", p.deployment, p.provider, p.model,
	s.calls::float8 AS "calls",
	s.failed_calls::float8 AS "failedCalls",
	s.cancelled_calls::float8 AS "cancelledCalls",
	s.unpriced_calls::float8 AS "unpricedCalls",
	s.estimated_calls::float8 AS "estimatedCalls",
	s.attempts::float8 AS "attempts",
	s.input_tokens::float8 AS "inputTokens",
	s.cached_tokens::float8 AS "cachedTokens",
	s.cache_write_tokens::float8 AS "cacheWriteTokens",
	s.output_tokens::float8 AS "outputTokens",
	s.reasoning_tokens::float8 AS "reasoningTokens",
	s.cost_usd::float8 AS "costUsd"
FROM (
	SELECT
		r.slice, k.place_id, max(k.quarter_hour) AS latest,
		sum(k.calls) AS calls,
		sum(k.failed_calls) AS failed_calls,
		sum(k.cancelled_calls) AS cancelled_calls,
		sum(k.unpriced_calls) AS unpriced_calls,
		sum(k.estimated_calls) AS estimated_calls,
		sum(k.attempts) AS attempts,
		sum(k.input_tokens) AS input_tokens,
		sum(k.cached_tokens) AS cached_tokens,
		sum(k.cache_write_tokens) AS cache_write_tokens,
		sum(k.output_tokens) AS output_tokens,
		sum(k.reasoning_tokens) AS reasoning_tokens,
		sum(k.cost_usd) AS cost_usd
	FROM unnest($1::integer[], $2::smallint[], $3::integer[], $4::integer[]) AS r(slice, span, start, "end")
	-- OFFSET 0 keeps this a look into the index for each range, which is what is quick.
	CROSS JOIN LATERAL (
		SELECT * FROM {schema}.spend_by_place AS a
		WHERE a.span = r.span AND a.quarter_hour >= r.start AND a.quarter_hour < r."end"
		OFFSET 0
	) AS k
	GROUP BY r.slice, k.place_id
) AS s
JOIN {schema}.places AS p ON p.id = s.place_id;
