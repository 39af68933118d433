DELETE FROM alerts WHERE keep_until_ms < :nowMs;
