-- Appends one call; a call that is there already stays as it is. Not OR IGNORE, which would also swallow a row
-- that breaks a constraint.
INSERT INTO calls (
	call_id, started_at_ms, model_group, deployment, deployment_id, provider, requested_model, served_model, status, error_class,
	input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
	cost_usd, input_usd_per_million, output_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million,
	price_source, estimated, latency_ms, time_to_first_token_ms, queue_wait_ms, attempt_count, attempts,
	workflow_id, workflow_name, node_name, execution_id, tags
) VALUES (
	:callId, :startedAtMs, :group, :deployment, :deploymentId, :provider, :requestedModel, :servedModel, :status, :errorClass,
	:inputTokens, :cachedTokens, :cacheWriteTokens, :outputTokens, :reasoningTokens,
	:costUsd, :inputPerMillion, :outputPerMillion, :cachedInputPerMillion, :cacheWritePerMillion,
	:priceSource, :estimated, :latencyMs, :timeToFirstTokenMs, :queueWaitMs, :attemptCount, :attempts,
	:workflowId, :workflowName, :nodeName, :executionId, :tags
)
ON CONFLICT (call_id) DO NOTHING;
