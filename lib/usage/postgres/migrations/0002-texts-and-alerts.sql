-- Prompts and answers, only where a node asks for it: large, private, and gone before the call's row is.
CREATE TABLE {schema}.texts (
	call_id uuid PRIMARY KEY,
	keep_until timestamptz NOT NULL,
	prompt text NOT NULL,
	answer text
);
CREATE INDEX texts_keep_until ON {schema}.texts (keep_until);

-- Alerts that were sent, or that somebody is sending until `claimed_until`.
CREATE TABLE {schema}.alerts (
	key text PRIMARY KEY,
	claimed_until timestamptz NOT NULL,
	sent_at timestamptz,
	keep_until timestamptz NOT NULL
);
