DELETE FROM deleted_calls WHERE id IN (SELECT id FROM deleted_calls WHERE quarter_hour < :earliestQuarterHour LIMIT :limit);
