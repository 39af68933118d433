-- Deletes the oldest calls and their texts. What another session holds is left for the next time, so that nobody waits.
WITH gone AS (
	DELETE FROM {schema}.calls WHERE call_id IN (
		SELECT call_id FROM {schema}.calls WHERE started_at < $1::timestamptz ORDER BY started_at LIMIT $2 FOR UPDATE SKIP LOCKED
	)
	RETURNING call_id
), texts_gone AS (
	DELETE FROM {schema}.texts WHERE call_id IN (SELECT call_id FROM gone)
)
SELECT count(*) AS deleted FROM gone;
