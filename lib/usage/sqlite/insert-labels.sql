INSERT INTO labels (labels, untagged_id) VALUES (:labels, (SELECT id FROM labels WHERE labels = :untagged))
ON CONFLICT (labels) DO UPDATE SET untagged_id = excluded.untagged_id WHERE untagged_id IS NULL;
