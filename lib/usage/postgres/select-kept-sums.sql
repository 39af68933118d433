-- Sums by place as they are kept, of ranges ({spans} which sums, {starts} and {ends} in quarter hours since 1970, all lists of numbers), for slices of few
-- kept sums each. One row, as of `select-spend-by-place.sql`, which adds them up by slice.
SELECT
	'[' || coalesce(string_agg(
		'[' || concat_ws(
			',', a.quarter_hour, a.place_id,
			a.calls, a.failed_calls, a.cancelled_calls, a.unpriced_calls, a.estimated_calls, a.attempts,
			a.input_tokens, a.cached_tokens, a.cache_write_tokens, a.output_tokens, a.reasoning_tokens, a.cost_usd
		) || ']',
		','
	), '') || ']' AS sums,
	(SELECT json_agg(json_build_array(p.id, p.model_group, p.deployment, p.provider, p.model)) FROM {schema}.places AS p) AS places
FROM unnest({spans}::smallint[], {starts}::integer[], {ends}::integer[]) AS r(span, start, "end")
-- OFFSET 0 keeps this a look into the index for each range, which is what is quick.
CROSS JOIN LATERAL (
	SELECT * FROM {schema}.spend_by_place AS k
	WHERE k.span = r.span AND k.quarter_hour >= r.start AND k.quarter_hour < r."end"
	OFFSET 0
) AS a
