-- The ids of entries, made where they are missing. $1: JSON list with key and fields.
WITH given AS (
	SELECT * FROM json_to_recordset($1::json) AS g(key uuid, workflow_id text, workflow_name text, node_name text)
), made AS (
	INSERT INTO {schema}.origins (key, workflow_id, workflow_name, node_name)
	SELECT key, workflow_id, workflow_name, node_name FROM given
	WHERE NOT EXISTS (SELECT 1 FROM {schema}.origins AS there WHERE there.key = given.key)
	ORDER BY key
	ON CONFLICT (key) DO NOTHING
	RETURNING key, id
)
SELECT key, id FROM made
UNION ALL
SELECT there.key, there.id FROM {schema}.origins AS there JOIN given ON given.key = there.key;
