-- Calls with texts whose time is over, the longest ago first.
SELECT call_id AS callId FROM texts WHERE keep_until_ms <= :nowMs ORDER BY keep_until_ms, call_id LIMIT :limit;
