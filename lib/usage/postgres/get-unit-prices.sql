-- The ids of entries, made where they are missing. $1: JSON list with key and fields.
WITH given AS (
	SELECT * FROM json_to_recordset($1::json) AS g(key uuid, input_usd_per_million numeric, output_usd_per_million numeric, cached_input_usd_per_million numeric, cache_write_usd_per_million numeric, source text)
), made AS (
	INSERT INTO {schema}.unit_prices (key, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million, source)
	SELECT key, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million, source FROM given
	WHERE NOT EXISTS (SELECT 1 FROM {schema}.unit_prices AS there WHERE there.key = given.key)
	ORDER BY key
	ON CONFLICT (key) DO NOTHING
	RETURNING key, id
)
SELECT key, id FROM made
UNION ALL
SELECT there.key, there.id FROM {schema}.unit_prices AS there JOIN given ON given.key = there.key;
