INSERT INTO set_aside (call_id, usage_row, reason, set_aside_at_ms)
VALUES (:callId, :usageRow, :reason, :nowMs)
ON CONFLICT (call_id) DO NOTHING;
