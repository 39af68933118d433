SELECT sent_at IS NOT NULL AS sent FROM {schema}.alerts WHERE key = $1;
