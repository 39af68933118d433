WITH gone AS (
	DELETE FROM {schema}.texts WHERE call_id IN (
		SELECT call_id FROM {schema}.texts WHERE keep_until <= $1::timestamptz ORDER BY keep_until LIMIT $2 FOR UPDATE SKIP LOCKED
	)
	RETURNING call_id
)
SELECT count(*) AS deleted FROM gone;
