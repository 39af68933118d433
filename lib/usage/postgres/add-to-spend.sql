-- Adds to the sums, which stay at the largest number that their column holds: an older version may have written some that are near it. In order of the key, so that two who add at the same time never wait for each other in a circle.
INSERT INTO {schema}.spend AS s (quarter_hour, place_id, origin_id, tag_set_id, calls, failed_calls, cancelled_calls, unpriced_calls, estimated_calls, attempts, input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd)
SELECT quarter_hour, place_id, origin_id, tag_set_id, calls, failed_calls, cancelled_calls, unpriced_calls, estimated_calls, attempts, input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd
FROM json_to_recordset($1::json) AS g(quarter_hour integer, place_id integer, origin_id integer, tag_set_id integer, calls integer, failed_calls integer, cancelled_calls integer, unpriced_calls integer, estimated_calls integer, attempts integer, input_tokens bigint, cached_tokens bigint, cache_write_tokens bigint, output_tokens bigint, reasoning_tokens bigint, cost_usd numeric)
ORDER BY quarter_hour, place_id, origin_id, tag_set_id
ON CONFLICT (quarter_hour, place_id, origin_id, tag_set_id) DO UPDATE SET
	calls = s.calls + excluded.calls,
	failed_calls = s.failed_calls + excluded.failed_calls,
	cancelled_calls = s.cancelled_calls + excluded.cancelled_calls,
	unpriced_calls = s.unpriced_calls + excluded.unpriced_calls,
	estimated_calls = s.estimated_calls + excluded.estimated_calls,
	attempts = s.attempts + excluded.attempts,
	input_tokens = least(s.input_tokens::numeric + excluded.input_tokens, 9223372036854775807),
	cached_tokens = least(s.cached_tokens::numeric + excluded.cached_tokens, 9223372036854775807),
	cache_write_tokens = least(s.cache_write_tokens::numeric + excluded.cache_write_tokens, 9223372036854775807),
	output_tokens = least(s.output_tokens::numeric + excluded.output_tokens, 9223372036854775807),
	reasoning_tokens = least(s.reasoning_tokens::numeric + excluded.reasoning_tokens, 9223372036854775807),
	cost_usd = s.cost_usd + excluded.cost_usd;
