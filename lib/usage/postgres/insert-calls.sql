-- Writes calls; one that is there already stays as it is. Gives those that are new, and which table took them.
INSERT INTO {schema}.calls (
	call_id, started_at, route_id, origin_id, tag_set_id, unit_price_id,
	input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
	latency_ms, time_to_first_token_ms, queue_wait_ms, attempt_count, estimated, status, execution_id, cost_usd, error_class, attempts
)
SELECT
	call_id, started_at, route_id, origin_id, tag_set_id, unit_price_id,
	input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
	latency_ms, time_to_first_token_ms, queue_wait_ms, attempt_count, estimated, status, execution_id, cost_usd, error_class, attempts
FROM json_to_recordset($1::json) AS g(
	call_id uuid, started_at timestamptz, route_id integer, origin_id integer, tag_set_id integer, unit_price_id integer,
	input_tokens integer, cached_tokens integer, cache_write_tokens integer, output_tokens integer, reasoning_tokens integer,
	latency_ms integer, time_to_first_token_ms integer, queue_wait_ms integer, attempt_count smallint, estimated boolean,
	status text, execution_id text, cost_usd numeric, error_class text, attempts jsonb
)
ORDER BY call_id
ON CONFLICT (call_id) DO NOTHING
RETURNING call_id AS "callId", tableoid AS "tableOid";
