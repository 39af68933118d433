UPDATE alerts SET claimed_until_ms = 0 WHERE key = :key;
