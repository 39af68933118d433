SELECT
	count(*) AS calls,
	count(*) FILTER (WHERE c.status = 'error') AS "failedCalls",
	count(*) FILTER (WHERE c.cost_usd IS NULL) AS "unpricedCalls",
	count(*) FILTER (WHERE c.estimated) AS "estimatedCalls",
	coalesce(sum(c.input_tokens), 0) AS "inputTokens",
	coalesce(sum(c.output_tokens), 0) AS "outputTokens",
	coalesce(sum(c.cost_usd), 0) AS "costUsd"
FROM {schema}.calls AS c
JOIN {schema}.routes AS r ON r.id = c.route_id
JOIN {schema}.places AS p ON p.id = r.place_id
JOIN {schema}.origins AS o ON o.id = c.origin_id
WHERE c.started_at >= $1::timestamptz AND c.started_at < $2::timestamptz
	AND ($3::text IS NULL OR p.model_group = $3)
	AND ($4::text IS NULL OR o.workflow_id = $4)
	AND ($5::text IS NULL OR c.execution_id = $5);
