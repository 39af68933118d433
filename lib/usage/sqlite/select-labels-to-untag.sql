-- Labels that an older version wrote.
SELECT labels FROM labels WHERE untagged_id IS NULL LIMIT :limit;
