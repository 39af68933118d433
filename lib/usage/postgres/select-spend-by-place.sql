-- Sums by slice and place, of the ranges that make up the slices: {slices} the slice of each, {spans} which sums, {starts} and {ends} in quarter hours since
-- 1970, all lists of numbers. One row: the sums as one text, each in parentheses (its latest quarter hour says which slice it is of), which is several times
-- quicker to send and to read than rows of columns, and the places that they name.
SELECT
	string_agg(s::text, ',') AS sums,
	(SELECT json_agg(json_build_array(p.id, p.model_group, p.deployment, p.provider, p.model)) FROM {schema}.places AS p) AS places
FROM (
	SELECT
		max(k.quarter_hour) AS latest, k.place_id,
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
	FROM unnest({slices}::integer[], {spans}::smallint[], {starts}::integer[], {ends}::integer[]) AS r(slice, span, start, "end")
	-- OFFSET 0 keeps this a look into the index for each range, which is what is quick.
	CROSS JOIN LATERAL (
		SELECT * FROM {schema}.spend_by_place AS a
		WHERE a.span = r.span AND a.quarter_hour >= r.start AND a.quarter_hour < r."end"
		OFFSET 0
	) AS k
	GROUP BY r.slice, k.place_id
) AS s
