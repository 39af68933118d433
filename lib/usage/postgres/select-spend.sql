-- Sums by slice, place and, where asked for, origin ($2) and tags ($3). $1: the slices' ends as numbers of quarter hours since 1970, ascending. As doubles, which the driver
-- hands on as numbers; they hold whole numbers up to nine quadrillions.
SELECT
	x.slice, s.latest::float8 * 900000 AS "latestStartMs",
	p.model_group AS "group", p.deployment, p.provider, p.model,
	o.workflow_id AS "workflowId", o.workflow_name AS "workflowName", o.node_name AS "nodeName", t.tags,
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
	least(s.cost_usd, 1e300)::float8 AS "costUsd"
FROM (
	SELECT (n - 1)::integer AS slice, start, lead(start) OVER (ORDER BY n) AS "end"
	FROM unnest($1::integer[]) WITH ORDINALITY AS boundary(start, n)
) AS x
-- A range of the index for each slice: quicker than looking for each row's slice.
CROSS JOIN LATERAL (
	SELECT
		place_id, CASE WHEN $2 THEN origin_id END AS origin_id, CASE WHEN $3 THEN tag_set_id END AS tag_set_id, max(quarter_hour) AS latest,
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
	FROM {schema}.spend
	WHERE quarter_hour >= x.start AND quarter_hour < x."end"
	GROUP BY 1, 2, 3
) AS s
JOIN {schema}.places AS p ON p.id = s.place_id
LEFT JOIN {schema}.origins AS o ON o.id = s.origin_id
LEFT JOIN {schema}.tag_sets AS t ON t.id = s.tag_set_id
WHERE x."end" IS NOT NULL;
