INSERT INTO summed_values (day, kind, value_key) VALUES (:day, :kind, :key) ON CONFLICT DO NOTHING;
