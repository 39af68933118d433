-- The ids of entries, made where they are missing. $1: JSON list with key and fields.
WITH given AS (
	SELECT * FROM json_to_recordset($1::json) AS g(key uuid, model_group text, deployment text, provider text, model text)
), made AS (
	INSERT INTO {schema}.places (key, model_group, deployment, provider, model)
	SELECT key, model_group, deployment, provider, model FROM given
	WHERE NOT EXISTS (SELECT 1 FROM {schema}.places AS there WHERE there.key = given.key)
	ORDER BY key
	ON CONFLICT (key) DO NOTHING
	RETURNING key, id
)
SELECT key, id FROM made
UNION ALL
SELECT there.key, there.id FROM {schema}.places AS there JOIN given ON given.key = there.key;
