ALTER TABLE calls ADD COLUMN deployment_id TEXT;

-- What was said, where the user asked for it to be kept. Apart from the calls, so that their pages stay small.
CREATE TABLE texts (
	call_id TEXT NOT NULL PRIMARY KEY,
	prompt TEXT NOT NULL,
	answer TEXT,
	keep_until_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX texts_keep_until_ms ON texts (keep_until_ms);

-- Where an amount arose, as a JSON object; the same labels are always the same text.
CREATE TABLE labels (
	id INTEGER NOT NULL PRIMARY KEY,
	labels TEXT NOT NULL UNIQUE
) STRICT;

-- Sums over calls that are deleted, by the quarter hour in which they began.
CREATE TABLE quarter_hours (
	quarter_ms INTEGER NOT NULL,
	labels_id INTEGER NOT NULL,
	latest_start_ms INTEGER NOT NULL,
	calls INTEGER NOT NULL,
	failed_calls INTEGER NOT NULL,
	cancelled_calls INTEGER NOT NULL,
	unpriced_calls INTEGER NOT NULL,
	estimated_calls INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	input_tokens INTEGER NOT NULL,
	cached_tokens INTEGER NOT NULL,
	cache_write_tokens INTEGER NOT NULL,
	output_tokens INTEGER NOT NULL,
	reasoning_tokens INTEGER NOT NULL,
	cost_usd REAL NOT NULL,
	PRIMARY KEY (quarter_ms, labels_id)
) STRICT, WITHOUT ROWID;

-- Rows that the log to which an outbox drains refuses for what they are, as JSON objects without their texts.
CREATE TABLE set_aside (
	call_id TEXT NOT NULL PRIMARY KEY,
	usage_row TEXT NOT NULL,
	reason TEXT NOT NULL,
	set_aside_at_ms INTEGER NOT NULL
) STRICT;
