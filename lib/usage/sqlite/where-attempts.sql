-- Those of a period that spent in several places, without those that another file has counted already.
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND attempts IS NOT NULL
	AND calls.call_id NOT IN (SELECT call_id FROM temp.counted_elsewhere);
