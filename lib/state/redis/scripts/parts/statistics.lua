-- What was settled in the last minute.

local function expireStatistics(record, part)
	redis.call('ZREMRANGEBYSCORE', keyOf(record.key, part), '-inf', now - STATISTICS_MS)
end

local function wasReported(record, attemptId)
	expireStatistics(record, 'reported')
	return redis.call('ZSCORE', keyOf(record.key, 'reported'), attemptId) ~= false
end

local function rememberReport(record, attemptId)
	local reported = keyOf(record.key, 'reported')
	expireStatistics(record, 'reported')
	redis.call('ZADD', reported, now, attemptId)
	keepFor(reported, STATISTICS_MS)
end

local function countOutcome(record, attemptId, isFailure)
	for _, part in ipairs(isFailure and { 'settled', 'failed' } or { 'settled' }) do
		expireStatistics(record, part)
		redis.call('ZADD', keyOf(record.key, part), now, attemptId)
		keepFor(keyOf(record.key, part), STATISTICS_MS)
	end
end

-- Attempts and failures that count now.
local function recentAttempts(record)
	expireStatistics(record, 'settled')
	expireStatistics(record, 'failed')
	return {
		attempts = redis.call('ZCARD', keyOf(record.key, 'settled')),
		failures = redis.call('ZCARD', keyOf(record.key, 'failed')),
	}
end

local function clearStatistics(record)
	redis.call('DEL', keyOf(record.key, 'settled'), keyOf(record.key, 'failed'))
end
