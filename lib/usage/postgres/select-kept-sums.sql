-- Sums by place as they are kept, of ranges ({spans} which sums, {starts} and {ends} in quarter hours since 1970, all lists of numbers), for slices of few
-- kept sums each. One row, as of `select-spend-by-place.sql`, which adds them up by slice.
SELECT
	string_agg(a::text, ',') AS sums,
	(SELECT json_agg(json_build_array(p.id, p.model_group, p.deployment, p.provider, p.model)) FROM {schema}.places AS p) AS places
FROM unnest({spans}::smallint[], {starts}::integer[], {ends}::integer[]) AS r(span, start, "end")
-- OFFSET 0 keeps this a look into the index for each range, which is what is quick.
CROSS JOIN LATERAL (
	SELECT
		quarter_hour, place_id, calls, failed_calls, cancelled_calls, unpriced_calls, estimated_calls, attempts,
		input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd
	FROM {schema}.spend_by_place AS k
	WHERE k.span = r.span AND k.quarter_hour >= r.start AND k.quarter_hour < r."end"
	OFFSET 0
) AS a
