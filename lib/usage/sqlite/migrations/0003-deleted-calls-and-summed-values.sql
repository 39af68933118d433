-- Ids of calls that were deleted, so that a call that is recorded once more is not counted twice: keys of 16 bytes each, one after the other, of
-- calls whose ids were made in the same quarter hour (counted since 1970).
CREATE TABLE deleted_calls (
	id INTEGER NOT NULL PRIMARY KEY,
	quarter_hour INTEGER NOT NULL,
	call_keys BLOB NOT NULL
) STRICT;

CREATE INDEX deleted_calls_quarter_hour ON deleted_calls (quarter_hour);

-- Values of tags, combinations of tags, and places that have sums of their own on a UTC day (counted since 1970); others are summed as `other`.
CREATE TABLE summed_values (
	day INTEGER NOT NULL,
	kind TEXT NOT NULL,
	value_key TEXT NOT NULL,
	PRIMARY KEY (day, kind, value_key)
) STRICT, WITHOUT ROWID;

-- The same labels without tags, by which reports that ask for no tags sum; NULL: an older version wrote them.
ALTER TABLE labels ADD COLUMN untagged_id INTEGER;
CREATE INDEX labels_to_untag ON labels (id) WHERE untagged_id IS NULL;
