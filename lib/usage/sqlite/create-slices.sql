-- The slices of time that a spend query asks for.
CREATE TEMP TABLE slices (slice INTEGER NOT NULL PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL);
