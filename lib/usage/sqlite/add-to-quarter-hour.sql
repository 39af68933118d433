-- Adds what deleted calls of one quarter hour spent under the same labels. A sum stays at the largest whole number that a double holds.
INSERT INTO quarter_hours (
	quarter_ms, labels_id, latest_start_ms, calls, failed_calls, cancelled_calls, unpriced_calls, estimated_calls, attempts,
	input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd
) VALUES (
	:quarterMs, (SELECT id FROM labels WHERE labels = :labels), :latestStartMs,
	:calls, :failedCalls, :cancelledCalls, :unpricedCalls, :estimatedCalls, :attempts,
	:inputTokens, :cachedTokens, :cacheWriteTokens, :outputTokens, :reasoningTokens, :costUsd
)
ON CONFLICT (quarter_ms, labels_id) DO UPDATE SET
	latest_start_ms = max(latest_start_ms, excluded.latest_start_ms),
	calls = calls + excluded.calls,
	failed_calls = failed_calls + excluded.failed_calls,
	cancelled_calls = cancelled_calls + excluded.cancelled_calls,
	unpriced_calls = unpriced_calls + excluded.unpriced_calls,
	estimated_calls = estimated_calls + excluded.estimated_calls,
	attempts = attempts + excluded.attempts,
	input_tokens = min(input_tokens + excluded.input_tokens, 9007199254740991),
	cached_tokens = min(cached_tokens + excluded.cached_tokens, 9007199254740991),
	cache_write_tokens = min(cache_write_tokens + excluded.cache_write_tokens, 9007199254740991),
	output_tokens = min(output_tokens + excluded.output_tokens, 9007199254740991),
	reasoning_tokens = min(reasoning_tokens + excluded.reasoning_tokens, 9007199254740991),
	cost_usd = CASE WHEN cost_usd BETWEEN 0 AND 1e300 THEN cost_usd ELSE 0.0 END + excluded.cost_usd;
