DELETE FROM calls WHERE call_id IN (SELECT value FROM json_each(:callIds));
