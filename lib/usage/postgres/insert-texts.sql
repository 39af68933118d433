INSERT INTO {schema}.texts (call_id, keep_until, prompt, answer)
SELECT call_id, keep_until, prompt, answer
FROM json_to_recordset($1::json) AS g(call_id uuid, keep_until timestamptz, prompt text, answer text)
ON CONFLICT (call_id) DO NOTHING;
