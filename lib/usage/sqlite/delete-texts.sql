-- Deletes the texts whose time is over first.
DELETE FROM texts WHERE call_id IN (
	SELECT call_id FROM texts WHERE keep_until_ms <= :nowMs ORDER BY keep_until_ms, call_id LIMIT :limit
)
RETURNING call_id AS callId;
