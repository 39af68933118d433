-- Forgets ids of deleted calls that no row may come for any more, and which values were summed on days that none may come for; at most $1 rows of
-- each. By the server's clock. What another session holds is left for the next time.
WITH ids_gone AS (
	DELETE FROM {schema}.deleted_calls WHERE ctid IN (
		SELECT ctid FROM {schema}.deleted_calls
		WHERE quarter_hour < floor(extract(epoch FROM clock_timestamp()) / 900)::integer - 36 * 96
		LIMIT $1 FOR UPDATE SKIP LOCKED
	)
	RETURNING 1
), values_gone AS (
	DELETE FROM {schema}.summed_values WHERE ctid IN (
		SELECT ctid FROM {schema}.summed_values
		WHERE day < floor(extract(epoch FROM clock_timestamp()) / 86400)::integer - 37
		LIMIT $1 FOR UPDATE SKIP LOCKED
	)
	RETURNING 1
)
SELECT greatest((SELECT count(*) FROM ids_gone), (SELECT count(*) FROM values_gone)) AS deleted;
