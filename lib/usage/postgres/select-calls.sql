-- The newest calls of a period, under the names of a usage row's fields.
SELECT
	c.call_id AS "callId", round(extract(epoch FROM c.started_at) * 1000) AS "startedAtMs",
	p.model_group AS "group", p.deployment, r.deployment_id AS "deploymentId", p.provider, p.model AS "requestedModel", r.served_model AS "servedModel",
	c.status, c.error_class AS "errorClass",
	c.input_tokens AS "inputTokens", c.cached_tokens AS "cachedTokens", c.cache_write_tokens AS "cacheWriteTokens",
	c.output_tokens AS "outputTokens", c.reasoning_tokens AS "reasoningTokens", c.cost_usd AS "costUsd",
	u.input_usd_per_million AS "inputPerMillion", u.output_usd_per_million AS "outputPerMillion",
	u.cached_input_usd_per_million AS "cachedInputPerMillion", u.cache_write_usd_per_million AS "cacheWritePerMillion", u.source AS "priceSource",
	c.estimated, c.latency_ms AS "latencyMs", c.time_to_first_token_ms AS "timeToFirstTokenMs", c.queue_wait_ms AS "queueWaitMs",
	c.attempt_count AS "attemptCount", c.attempts,
	o.workflow_id AS "workflowId", o.workflow_name AS "workflowName", o.node_name AS "nodeName", c.execution_id AS "executionId", t.tags,
	x.prompt, x.answer, round(extract(epoch FROM x.keep_until) * 1000) AS "keepUntilMs"
FROM {schema}.calls AS c
JOIN {schema}.routes AS r ON r.id = c.route_id
JOIN {schema}.places AS p ON p.id = r.place_id
JOIN {schema}.origins AS o ON o.id = c.origin_id
JOIN {schema}.tag_sets AS t ON t.id = c.tag_set_id
LEFT JOIN {schema}.unit_prices AS u ON u.id = c.unit_price_id
LEFT JOIN {schema}.texts AS x ON $8 AND x.call_id = c.call_id AND x.keep_until > now()
WHERE c.started_at >= $1::timestamptz AND c.started_at < $2::timestamptz
	AND ($3::text IS NULL OR p.model_group = $3)
	AND ($4::text IS NULL OR o.workflow_id = $4)
	AND ($5::text IS NULL OR c.execution_id = $5)
	AND ($6::text IS NULL OR c.status = $6)
ORDER BY c.started_at DESC, c.call_id DESC
LIMIT $7;
