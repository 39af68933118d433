UPDATE {schema}.alerts SET claimed_until = '-infinity' WHERE key = $1 AND sent_at IS NULL;
