INSERT INTO alerts (key, claimed_until_ms, keep_until_ms) VALUES (:key, :claimedUntilMs, :keepUntilMs)
ON CONFLICT (key) DO UPDATE SET claimed_until_ms = excluded.claimed_until_ms, keep_until_ms = excluded.keep_until_ms;
