-- Ids of calls that were deleted from this file, made in these quarter hours, a JSON array.
SELECT call_keys AS callKeys FROM deleted_calls WHERE quarter_hour IN (SELECT value FROM json_each(:quarterHours));
