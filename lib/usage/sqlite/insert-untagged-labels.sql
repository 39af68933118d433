INSERT INTO labels (labels) VALUES (:untagged) ON CONFLICT (labels) DO NOTHING;
