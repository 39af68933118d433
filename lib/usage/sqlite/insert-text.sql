-- What was said in a call that was inserted just now.
INSERT INTO texts (call_id, prompt, answer, keep_until_ms)
VALUES (:callId, :prompt, :answer, :keepUntilMs)
ON CONFLICT (call_id) DO NOTHING;
