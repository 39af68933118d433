UPDATE {schema}.alerts SET sent_at = clock_timestamp() WHERE key = $1 AND sent_at IS NULL;
