-- Slice 0 lies between the first two of the boundaries, a JSON array, and so on.
INSERT INTO temp.slices (slice, from_ms, to_ms)
SELECT * FROM (SELECT key, value AS from_ms, lead(value) OVER (ORDER BY key) AS to_ms FROM json_each(:boundaries))
WHERE to_ms IS NOT NULL;
