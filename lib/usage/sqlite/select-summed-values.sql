-- Of these days, a JSON array.
SELECT day, kind, value_key AS key FROM summed_values WHERE day IN (SELECT value FROM json_each(:days));
