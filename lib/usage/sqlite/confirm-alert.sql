UPDATE alerts SET sent = 1 WHERE key = :key;
