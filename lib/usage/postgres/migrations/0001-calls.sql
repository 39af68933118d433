-- One row per call, narrow: what repeats stands once in a table of its own, under a key made of its content. NULL is unknown, never 0.
-- Columns of fixed length come first, wide before narrow, so that none is padded.

-- Where spend may be grouped by; also each attempt's own.
CREATE TABLE {schema}.places (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key uuid NOT NULL UNIQUE,
	model_group text NOT NULL,
	deployment text,
	provider text,
	model text
);

-- A place as one call's row has it.
CREATE TABLE {schema}.routes (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key uuid NOT NULL UNIQUE,
	place_id integer NOT NULL,
	deployment_id text,
	served_model text
);

CREATE TABLE {schema}.origins (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key uuid NOT NULL UNIQUE,
	workflow_id text,
	workflow_name text,
	node_name text
);

CREATE TABLE {schema}.tag_sets (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key uuid NOT NULL UNIQUE,
	tags jsonb NOT NULL
);

CREATE TABLE {schema}.unit_prices (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key uuid NOT NULL UNIQUE,
	input_usd_per_million numeric,
	output_usd_per_million numeric,
	cached_input_usd_per_million numeric,
	cache_write_usd_per_million numeric,
	source text NOT NULL
);

CREATE TABLE {schema}.calls (
	call_id uuid PRIMARY KEY,
	started_at timestamptz NOT NULL,
	route_id integer NOT NULL,
	origin_id integer NOT NULL,
	tag_set_id integer NOT NULL,
	unit_price_id integer,
	input_tokens integer,
	cached_tokens integer,
	cache_write_tokens integer,
	output_tokens integer,
	reasoning_tokens integer,
	latency_ms integer NOT NULL,
	time_to_first_token_ms integer,
	queue_wait_ms integer NOT NULL,
	attempt_count smallint NOT NULL,
	estimated boolean NOT NULL,
	status text NOT NULL CHECK (status IN ('ok', 'error', 'cancelled')),
	execution_id text,
	cost_usd numeric,
	error_class text,
	attempts jsonb
);
CREATE INDEX calls_started_at ON {schema}.calls (started_at);

-- Sums kept in the transaction of the rows. By place alone, which answers most questions, over spans of a quarter hour, an hour, four hours and a UTC
-- day (`span`, in quarter hours; `quarter_hour` is its start, counted since 1970), so that the days of any time zone are made of few rows.
CREATE TABLE {schema}.spend_by_place (
	quarter_hour integer NOT NULL,
	place_id integer NOT NULL,
	span smallint NOT NULL,
	calls integer NOT NULL,
	failed_calls integer NOT NULL,
	cancelled_calls integer NOT NULL,
	unpriced_calls integer NOT NULL,
	estimated_calls integer NOT NULL,
	attempts integer NOT NULL,
	input_tokens bigint NOT NULL,
	cached_tokens bigint NOT NULL,
	cache_write_tokens bigint NOT NULL,
	output_tokens bigint NOT NULL,
	reasoning_tokens bigint NOT NULL,
	cost_usd numeric NOT NULL,
	PRIMARY KEY (span, quarter_hour, place_id)
);

-- And by all there is, by the quarter hour.
CREATE TABLE {schema}.spend (
	quarter_hour integer NOT NULL,
	place_id integer NOT NULL,
	origin_id integer NOT NULL,
	tag_set_id integer NOT NULL,
	calls integer NOT NULL,
	failed_calls integer NOT NULL,
	cancelled_calls integer NOT NULL,
	unpriced_calls integer NOT NULL,
	estimated_calls integer NOT NULL,
	attempts integer NOT NULL,
	input_tokens bigint NOT NULL,
	cached_tokens bigint NOT NULL,
	cache_write_tokens bigint NOT NULL,
	output_tokens bigint NOT NULL,
	reasoning_tokens bigint NOT NULL,
	cost_usd numeric NOT NULL,
	PRIMARY KEY (quarter_hour, place_id, origin_id, tag_set_id)
);

-- The names under which LiteLLM's users ask (LiteLLM_SpendLogs, docs.litellm.ai).
CREATE VIEW {schema}.litellm_spend_logs AS
SELECT
	c.call_id::text AS request_id,
	'acompletion'::text AS call_type,
	''::text AS api_key,
	c.cost_usd AS response_cost,
	c.cost_usd AS spend,
	coalesce(c.input_tokens + c.output_tokens, c.input_tokens, c.output_tokens) AS total_tokens,
	c.input_tokens AS prompt_tokens,
	c.output_tokens AS completion_tokens,
	c.started_at AS created_at,
	c.started_at AS "startTime",
	c.started_at + c.latency_ms * interval '1 millisecond' AS "endTime",
	c.started_at + c.time_to_first_token_ms * interval '1 millisecond' AS "completionStartTime",
	c.latency_ms AS request_duration_ms,
	p.model,
	r.deployment_id AS model_id,
	p.model_group,
	p.provider AS custom_llm_provider,
	NULL::text AS api_base,
	o.workflow_name AS "user",
	o.workflow_name AS end_user,
	jsonb_build_object('workflow_id', o.workflow_id, 'node', o.node_name, 'deployment', p.deployment, 'attempts', c.attempt_count) AS metadata,
	'False'::text AS cache_hit,
	NULL::text AS cache_key,
	(SELECT coalesce(jsonb_agg(tag.key || ':' || tag.value), '[]') FROM jsonb_each_text(t.tags) AS tag) AS request_tags,
	NULL::text AS team_id,
	NULL::text AS requester_ip_address,
	c.execution_id AS session_id,
	CASE c.status WHEN 'ok' THEN 'success' ELSE 'failure' END AS status
FROM {schema}.calls AS c
JOIN {schema}.routes AS r ON r.id = c.route_id
JOIN {schema}.places AS p ON p.id = r.place_id
JOIN {schema}.origins AS o ON o.id = c.origin_id
JOIN {schema}.tag_sets AS t ON t.id = c.tag_set_id;
