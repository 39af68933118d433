-- Takes the report of how an attempt ended, and gives its place back. A second report changes nothing.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  Settlement (lib/state/state-store.ts) as JSON
-- Returns  QueueCheck as JSON
--
-- @include keys time breaker breaker-outcome deployment window statistics speed line turns leases damage perform

local function settle()
	local attemptId, outcome = request.attemptId, request.outcome
	local record = openDeployment(request.key)
	expireWindow(record, request.windowMs)
	local lease = findLease(attemptId)
	if not lease and wasReported(record, attemptId) then
		return
	end
	rememberReport(record, attemptId)
	record.usedAtMs = now
	record.changed = true

	if not request.reached then
		correctWindow(record, attemptId, nil)
	elseif request.tokens then
		correctWindow(record, attemptId, request.tokens)
	end
	if request.reached and request.sentAfterMs then
		moveInWindow(record, attemptId, request.sentAfterMs)
	end
	if outcome.kind ~= 'cancelled' then
		countOutcome(record, attemptId, outcome.kind == 'failure' or outcome.kind == 'cool')
	end
	-- An attempt whose lease has expired comes too late to judge: its place, a probe's too, went to others.
	if lease then
		releaseLease(attemptId, lease)
		local before = record.breaker
		setBreaker(record, breakerAfterOutcome(before, request, function()
			return recentAttempts(record)
		end))
		-- Failures of before the cooldown would open it again at once, and times of before make it look slow for long.
		if before.state ~= 'closed' and record.breaker.state == 'closed' then
			clearStatistics(record)
			forgetSpeed(record)
		end
	end
	measureSpeed(record, request)
	wakeHead(record)
end

return perform(function()
	settle()
	return {}
end)
