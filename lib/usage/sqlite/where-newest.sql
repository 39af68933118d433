-- The newest of a period.
WHERE started_at_ms >= :fromMs AND started_at_ms < :toMs
	AND (:group IS NULL OR model_group = :group)
	AND (:workflowId IS NULL OR workflow_id = :workflowId)
	AND (:executionId IS NULL OR execution_id = :executionId)
	AND (:status IS NULL OR status = :status)
ORDER BY started_at_ms DESC, calls.call_id DESC
LIMIT :limit;
