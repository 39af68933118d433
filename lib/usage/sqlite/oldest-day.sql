-- When the oldest call of this file began; NULL: there is none.
SELECT CAST(min(started_at_ms) AS REAL) AS startedAtMs FROM main.calls;
