-- One row per call. NULL is unknown, never 0. Tokens and cost are sums over the call's attempts.
-- cost_usd is a double: SQLite has no decimal type, 15 digits keep a call's cost exact to a billionth of a
-- dollar, and sum() adds with Kahan-Babuska compensation, so totals do not drift.
CREATE TABLE calls (
	call_id TEXT NOT NULL PRIMARY KEY,
	started_at_ms INTEGER NOT NULL,
	model_group TEXT NOT NULL,
	deployment TEXT,
	provider TEXT,
	requested_model TEXT,
	served_model TEXT,
	status TEXT NOT NULL CHECK (status IN ('ok', 'error', 'cancelled')),
	error_class TEXT,
	input_tokens INTEGER,
	cached_tokens INTEGER,
	cache_write_tokens INTEGER,
	output_tokens INTEGER,
	reasoning_tokens INTEGER,
	cost_usd REAL,
	input_usd_per_million REAL,
	output_usd_per_million REAL,
	cached_input_usd_per_million REAL,
	cache_write_usd_per_million REAL,
	price_source TEXT,
	estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
	latency_ms INTEGER NOT NULL,
	time_to_first_token_ms INTEGER,
	queue_wait_ms INTEGER NOT NULL,
	attempt_count INTEGER NOT NULL,
	attempts TEXT,
	workflow_id TEXT,
	workflow_name TEXT,
	node_name TEXT,
	execution_id TEXT,
	tags TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX calls_started_at_ms ON calls (started_at_ms);
