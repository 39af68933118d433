-- What was settled in the last minute.

local function expireStatistics(record)
	for _, part in ipairs({ 'settled', 'failed' }) do
		redis.call('ZREMRANGEBYSCORE', keyOf(record.key, part), '-inf', now - STATISTICS_MS)
	end
end

local function wasReported(record, attemptId)
	local atMs = tonumber(redis.call('ZSCORE', keyOf(record.key, 'reported'), attemptId) or nil)
	return atMs ~= nil and atMs + STATISTICS_MS > now
end

local function rememberReport(record, attemptId)
	local reported = keyOf(record.key, 'reported')
	redis.call('ZREMRANGEBYSCORE', reported, '-inf', now - STATISTICS_MS)
	redis.call('ZADD', reported, now, attemptId)
	keepFor(reported, STATISTICS_MS)
end

local function countOutcome(record, attemptId, isFailure)
	local settled, failed = keyOf(record.key, 'settled'), keyOf(record.key, 'failed')
	redis.call('ZADD', settled, now, attemptId)
	keepFor(settled, STATISTICS_MS)
	if isFailure then
		redis.call('ZADD', failed, now, attemptId)
		keepFor(failed, STATISTICS_MS)
	else
		redis.call('ZREM', failed, attemptId)
	end
end

-- Attempts and failures that count now.
local function recentAttempts(record)
	expireStatistics(record)
	return {
		attempts = redis.call('ZCARD', keyOf(record.key, 'settled')),
		failures = redis.call('ZCARD', keyOf(record.key, 'failed')),
	}
end

local function clearStatistics(record)
	redis.call('DEL', keyOf(record.key, 'settled'), keyOf(record.key, 'failed'))
end
