-- The first by their ids, which are by their time.
ORDER BY calls.call_id
LIMIT :limit;
