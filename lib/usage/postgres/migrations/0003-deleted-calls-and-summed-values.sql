-- Ids of calls that were deleted, so that a call that is delivered once more is not counted twice: one row per deletion and quarter hour in which
-- the ids were made, 16 bytes per call. They are kept for 36 days after that time; rows that come later are set aside.
CREATE TABLE {schema}.deleted_calls (
	quarter_hour integer NOT NULL,
	call_ids uuid[] NOT NULL
);
CREATE INDEX deleted_calls_quarter_hour ON {schema}.deleted_calls (quarter_hour);

-- The quarter hour, since 1970, in which an id was made: a UUIDv7 holds it, of any other it is that in which the call began.
CREATE FUNCTION {schema}.id_quarter_hour(call_id uuid, started_at timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $routed_llm$
	SELECT CASE
		WHEN substr(call_id::text, 15, 1) = '7'
		THEN ('x' || substr(call_id::text, 1, 8) || substr(call_id::text, 10, 4))::bit(48)::bigint / 900000
		ELSE floor(extract(epoch FROM started_at) / 900)
	END::integer
$routed_llm$;

-- Triggers, so that it holds also for processes of the version before, and for whoever deletes calls by a statement of theirs.
CREATE FUNCTION {schema}.keep_deleted_calls() RETURNS trigger LANGUAGE plpgsql AS $routed_llm$
BEGIN
	INSERT INTO {schema}.deleted_calls (quarter_hour, call_ids)
	SELECT quarter_hour, array_agg(call_id)
	FROM (SELECT {schema}.id_quarter_hour(call_id, started_at) AS quarter_hour, call_id FROM gone) AS ids
	WHERE quarter_hour >= floor(extract(epoch FROM clock_timestamp()) / 900) - 36 * 96
	GROUP BY quarter_hour;
	RETURN NULL;
END
$routed_llm$;
CREATE TRIGGER keep_deleted_calls AFTER DELETE ON {schema}.calls
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION {schema}.keep_deleted_calls();

CREATE FUNCTION {schema}.skip_deleted_calls() RETURNS trigger LANGUAGE plpgsql AS $routed_llm$
BEGIN
	-- Also sees a call whose deletion is under way. Once that is committed, the next statement sees its id.
	PERFORM FROM {schema}.calls WHERE call_id = NEW.call_id;
	IF FOUND THEN RETURN NULL; END IF;
	PERFORM FROM {schema}.deleted_calls
	WHERE quarter_hour = {schema}.id_quarter_hour(NEW.call_id, NEW.started_at) AND NEW.call_id = ANY (call_ids);
	IF FOUND THEN RETURN NULL; END IF;
	RETURN NEW;
END
$routed_llm$;
CREATE TRIGGER skip_deleted_calls BEFORE INSERT ON {schema}.calls
FOR EACH ROW EXECUTE FUNCTION {schema}.skip_deleted_calls();

-- Values of tags, combinations of tags, and places that have sums of their own on a UTC day (counted since 1970); others are summed as `other`.
CREATE TABLE {schema}.summed_values (
	day integer NOT NULL,
	kind uuid NOT NULL,
	key uuid NOT NULL,
	PRIMARY KEY (day, kind, key)
);
