-- Notes which calls of a period this file shares with the attached `earlier` one.
INSERT INTO temp.counted_elsewhere (call_id)
SELECT call_id FROM main.calls AS mine
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND EXISTS (SELECT 1 FROM earlier.calls WHERE call_id = mine.call_id)
ON CONFLICT (call_id) DO NOTHING;
