INSERT INTO deleted_calls (quarter_hour, call_keys) VALUES (:quarterHour, :callKeys);
