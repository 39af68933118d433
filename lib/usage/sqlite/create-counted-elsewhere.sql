-- Calls of this file that an earlier file holds too.
CREATE TEMP TABLE counted_elsewhere (call_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
