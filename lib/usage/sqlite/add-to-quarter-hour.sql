-- Adds what deleted calls of one quarter hour spent under the same labels.
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
	input_tokens = input_tokens + excluded.input_tokens,
	cached_tokens = cached_tokens + excluded.cached_tokens,
	cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,
	output_tokens = output_tokens + excluded.output_tokens,
	reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
	cost_usd = cost_usd + excluded.cost_usd;
