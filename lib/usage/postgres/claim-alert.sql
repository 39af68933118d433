-- One row: claimed. None: it was sent, or is somebody else's for now. By the server's clock.
INSERT INTO {schema}.alerts AS a (key, claimed_until, keep_until)
VALUES ($1, clock_timestamp() + $2::integer * interval '1 millisecond', $3::timestamptz)
ON CONFLICT (key) DO UPDATE SET claimed_until = excluded.claimed_until, keep_until = excluded.keep_until
	WHERE a.sent_at IS NULL AND a.claimed_until <= clock_timestamp()
RETURNING key;
