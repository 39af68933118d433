-- The breaker of one deployment: the same state machine as lib/policy/breaker.ts, which explains it. A breaker is a
-- table {state, epoch, consecutiveFailures, cause, untilMs, lengthMs, retryAfterUntilMs, factor, probeAttemptId}; every
-- step makes a new one or returns the old.

local function changed(breaker, fields)
	local copy = {}
	for name, value in pairs(breaker) do
		copy[name] = value
	end
	for name, value in pairs(fields) do
		copy[name] = value
	end
	return copy
end

local function without(breaker, field)
	local copy = changed(breaker, {})
	copy[field] = nil
	return copy
end

-- After a clock that went back, a cooldown begins anew at most. One of an older version has no length of its own.
local function notBeyondItsLength(breaker)
	local latestMs = now + (breaker.lengthMs or LONGEST_RETRY_AFTER_MS)
	if breaker.untilMs <= latestMs then
		return breaker
	end
	local named = breaker.retryAfterUntilMs
	return changed(breaker, { untilMs = latestMs, retryAfterUntilMs = named and math.min(named, latestMs) })
end

local function breakerAfterTime(breaker)
	if breaker.state ~= 'open' then
		return breaker
	end
	if now < breaker.untilMs then
		breaker = notBeyondItsLength(breaker)
		local past = breaker.retryAfterUntilMs and now >= breaker.retryAfterUntilMs
		return past and without(breaker, 'retryAfterUntilMs') or breaker
	end
	return {
		state = 'half_open',
		epoch = breaker.epoch + 1,
		consecutiveFailures = breaker.consecutiveFailures,
		factor = breaker.factor,
	}
end

local function breakerWithoutProbe(breaker, attemptId)
	if breaker.state ~= 'half_open' or breaker.probeAttemptId ~= attemptId then
		return breaker
	end
	return without(breaker, 'probeAttemptId')
end
