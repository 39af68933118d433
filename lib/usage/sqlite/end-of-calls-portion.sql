-- When the call began that is the first not to be in a portion of :size calls.
SELECT started_at_ms AS endMs FROM main.calls
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
ORDER BY started_at_ms
LIMIT 1 OFFSET :size;
