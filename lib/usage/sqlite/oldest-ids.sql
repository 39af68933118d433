-- The oldest calls of this file that began before :beforeMs.
SELECT call_id AS callId, CAST(started_at_ms AS REAL) AS startedAtMs FROM main.calls
WHERE started_at_ms < :beforeMs
ORDER BY started_at_ms, call_id
LIMIT :limit;
