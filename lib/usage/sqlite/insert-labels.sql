INSERT INTO labels (labels) VALUES (:labels) ON CONFLICT (labels) DO NOTHING;
