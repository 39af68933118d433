DELETE FROM {schema}.alerts WHERE keep_until < clock_timestamp();
