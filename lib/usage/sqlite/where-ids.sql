-- Those with one of these ids, a JSON array.
WHERE calls.call_id IN (SELECT value FROM json_each(:callIds));
