SELECT sent, claimed_until_ms AS claimedUntilMs FROM alerts WHERE key = :key;
