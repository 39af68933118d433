-- Gives sums of their own to values ($1: JSON list with number, day, kind, key and the most of that day and kind), first come first served. Gives the
-- numbers of those that have them, from before or from now.
WITH given AS (
	SELECT * FROM json_to_recordset($1::json) AS g(n integer, day integer, kind uuid, key uuid, max integer)
), present AS (
	SELECT g.n FROM given AS g JOIN {schema}.summed_values AS s USING (day, kind, key)
), counted AS (
	SELECT day, kind, count(s.key) AS values
	FROM (SELECT DISTINCT day, kind FROM given) AS asked LEFT JOIN {schema}.summed_values AS s USING (day, kind)
	GROUP BY day, kind
), missing AS (
	SELECT g.*, row_number() OVER (PARTITION BY day, kind ORDER BY n) + c.values AS place
	FROM given AS g JOIN counted AS c USING (day, kind)
	WHERE n NOT IN (SELECT n FROM present)
), made AS (
	INSERT INTO {schema}.summed_values (day, kind, key) SELECT day, kind, key FROM missing WHERE place <= max
)
SELECT n FROM present
UNION ALL
SELECT n FROM missing WHERE place <= max;
