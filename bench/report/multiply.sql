-- Makes $copies of the calls that were recorded, each some whole hours later, so that every copy's sums are the recorded ones, moved. Through
-- the log itself ten million calls would take half an hour. Ids are UUIDv7 of the copy's time, rows come in order of time, as they do in life.
SET work_mem = '512MB';
CREATE TEMP TABLE sample AS SELECT * FROM calls;
TRUNCATE calls;
-- Its triggers look for each call among those that were deleted; there are none.
ALTER TABLE calls DISABLE TRIGGER USER;
INSERT INTO calls (
	call_id, started_at, route_id, origin_id, tag_set_id, unit_price_id, input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
	latency_ms, time_to_first_token_ms, queue_wait_ms, attempt_count, estimated, status, execution_id, cost_usd, error_class, attempts
)
SELECT
	uuidv7(s.started_at + c.n * interval '7 hours' - now()), s.started_at + c.n * interval '7 hours', route_id, origin_id, tag_set_id, unit_price_id,
	input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, latency_ms, time_to_first_token_ms, queue_wait_ms, attempt_count,
	estimated, status, (execution_id::bigint + c.n * 1000000)::text, cost_usd, error_class, attempts
FROM sample AS s CROSS JOIN generate_series(0, {copies} - 1) AS c(n)
ORDER BY 2;
ALTER TABLE calls ENABLE TRIGGER USER;
DROP TABLE sample;

-- Longer spans hold what the quarter hours in them hold.
CREATE TEMP TABLE sample AS SELECT * FROM spend_by_place WHERE span = 1;
TRUNCATE spend_by_place;
INSERT INTO spend_by_place
SELECT
	(quarter_hour + c.n * 28) / l.span * l.span, place_id, l.span, sum(calls), sum(failed_calls), sum(cancelled_calls), sum(unpriced_calls), sum(estimated_calls),
	sum(attempts), sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_usd)
FROM sample CROSS JOIN generate_series(0, {copies} - 1) AS c(n) CROSS JOIN (VALUES (1::smallint), (4), (16), (96)) AS l(span)
GROUP BY 1, 2, 3 ORDER BY 3, 1, 2;
DROP TABLE sample;

CREATE TEMP TABLE sample AS SELECT * FROM spend;
TRUNCATE spend;
INSERT INTO spend
SELECT
	quarter_hour + c.n * 28, place_id, origin_id, tag_set_id, sum(calls), sum(failed_calls), sum(cancelled_calls), sum(unpriced_calls), sum(estimated_calls),
	sum(attempts), sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_usd)
FROM sample CROSS JOIN generate_series(0, {copies} - 1) AS c(n)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
DROP TABLE sample;
RESET work_mem;
