-- The present state of deployments, in the order asked for.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  SnapshotRequest (lib/state/state-store.ts) as JSON
-- Returns  {states}, a list of DeploymentState, as JSON; an empty one may come as {}
--
-- @include keys time breaker deployment window statistics speed line turns leases damage perform

local function breakerState(breaker)
	if breaker.state == 'open' then
		return { state = 'open', cause = breaker.cause, untilMs = breaker.untilMs - now }
	elseif breaker.state == 'half_open' then
		return { state = 'half_open', probing = breaker.probeAttemptId ~= nil }
	end
	return { state = 'closed' }
end

local function stateOf(key)
	local record = findDeployment(key)
	if not record then
		return {
			key = key,
			breaker = { state = 'closed' },
			epoch = 0,
			consecutiveFailures = 0,
			recentAttempts = 0,
			recentFailures = 0,
			requestsInWindow = 0,
			tokensInWindow = 0,
			inFlight = 0,
			waiting = 0,
			limits = {},
		}
	end
	expireWindow(record, request.windowMs)
	local recent = recentAttempts(record)
	local isFresh = hasFreshSpeed(record)
	return {
		key = key,
		breaker = breakerState(record.breaker),
		epoch = record.breaker.epoch,
		consecutiveFailures = record.breaker.consecutiveFailures,
		recentAttempts = recent.attempts,
		recentFailures = recent.failures,
		requestsInWindow = countInWindow(record),
		tokensInWindow = record.tokens,
		inFlight = countInFlight(key),
		waiting = redis.call('ZCARD', keyOf(key, 'line')),
		firstTokenMs = isFresh and record.firstTokenMs or nil,
		perTokenMs = isFresh and record.perTokenMs or nil,
		limits = { rpm = record.rpm, tpm = record.tpm, concurrency = record.concurrency },
	}
end

return perform(function()
	local states = {}
	for i, key in ipairs(request.keys) do
		states[i] = stateOf(key)
	end
	return { states = states }
end)
