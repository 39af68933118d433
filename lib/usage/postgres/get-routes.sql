-- The ids of entries, made where they are missing. $1: JSON list with key and fields.
WITH given AS (
	SELECT * FROM json_to_recordset($1::json) AS g(key uuid, place_id integer, deployment_id text, served_model text)
), made AS (
	INSERT INTO {schema}.routes (key, place_id, deployment_id, served_model)
	SELECT key, place_id, deployment_id, served_model FROM given
	WHERE NOT EXISTS (SELECT 1 FROM {schema}.routes AS there WHERE there.key = given.key)
	ORDER BY key
	ON CONFLICT (key) DO NOTHING
	RETURNING key, id
)
SELECT key, id FROM made
UNION ALL
SELECT there.key, there.id FROM {schema}.routes AS there JOIN given ON given.key = there.key;
