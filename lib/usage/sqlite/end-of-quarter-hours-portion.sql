-- The quarter hour that is the first not to be in a portion of :size rows.
SELECT quarter_ms AS endMs FROM main.quarter_hours
WHERE quarter_ms >= :fromMs AND quarter_ms < :toMs
ORDER BY quarter_ms
LIMIT 1 OFFSET :size;
