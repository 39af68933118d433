DELETE FROM summed_values WHERE (day, kind, value_key) IN (
	SELECT day, kind, value_key FROM summed_values WHERE day < :earliestDay LIMIT :limit
);
