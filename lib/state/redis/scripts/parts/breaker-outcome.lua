-- What becomes of a breaker when an attempt is settled, as in lib/policy/breaker.ts.

local function closedBreaker(breaker, consecutiveFailures)
	return { state = 'closed', epoch = breaker.epoch + 1, consecutiveFailures = consecutiveFailures }
end

local function openedBreaker(breaker, cause, lengthMs, factor)
	local untilMs = now + lengthMs
	return {
		state = 'open',
		epoch = breaker.epoch + 1,
		consecutiveFailures = breaker.consecutiveFailures + 1,
		cause = cause,
		untilMs = untilMs,
		lengthMs = lengthMs,
		factor = factor,
		retryAfterUntilMs = cause == 'retry_after' and untilMs or nil,
	}
end

-- Still the same cooldown: the later deadline wins and brings its cause; a time that the provider named is kept.
local function extendedBreaker(breaker, cause, forMs)
	local untilMs = now + forMs
	local fields = {}
	if cause == 'retry_after' then
		fields.retryAfterUntilMs = math.max(untilMs, breaker.retryAfterUntilMs or 0)
	end
	if untilMs > breaker.untilMs then
		fields.cause = cause
		fields.untilMs = untilMs
		fields.lengthMs = forMs
	end
	return changed(breaker, fields)
end

local function whileClosed(breaker, outcome, settings, recentAttempts)
	local failures = breaker.consecutiveFailures + 1
	if outcome.kind == 'success' then
		return breaker.consecutiveFailures == 0 and breaker or changed(breaker, { consecutiveFailures = 0 })
	elseif outcome.kind == 'failure' then
		local recent = recentAttempts()
		local tooManyInARow = failures >= settings.allowedFails
		local tooManyOfAll = recent.attempts >= STATISTICS_MIN_ATTEMPTS and recent.failures * 2 > recent.attempts
		if settings.cooldownMs > 0 and (tooManyInARow or tooManyOfAll) then
			return openedBreaker(breaker, 'failure', settings.cooldownMs, 1)
		end
		return changed(breaker, { consecutiveFailures = failures })
	elseif outcome.kind == 'cool' then
		return openedBreaker(breaker, outcome.cause, outcome.untilMs, 1)
	end
	return breaker
end

local function whileOpen(breaker, outcome, settings)
	if outcome.kind == 'success' then
		if not breaker.retryAfterUntilMs then
			return closedBreaker(breaker, 0)
		end
		local untilMs = breaker.retryAfterUntilMs
		return changed(breaker, { consecutiveFailures = 0, cause = 'retry_after', untilMs = untilMs, factor = 1 })
	end
	local extended
	if outcome.kind == 'failure' then
		extended = extendedBreaker(breaker, 'failure', settings.cooldownMs * breaker.factor)
	elseif outcome.kind == 'cool' then
		extended = extendedBreaker(breaker, outcome.cause, outcome.untilMs)
	else
		return breaker
	end
	return changed(extended, { consecutiveFailures = extended.consecutiveFailures + 1 })
end

local function openedForLonger(breaker, cooldownMs)
	local factor = math.min(breaker.factor * 2, MAX_FACTOR)
	return openedBreaker(breaker, 'failure', cooldownMs * factor, factor)
end

local function whileHalfOpen(breaker, outcome, settings)
	if outcome.kind == 'success' or outcome.kind == 'neutral' then
		return closedBreaker(breaker, 0)
	elseif outcome.kind == 'failure' then
		if settings.cooldownMs == 0 then
			return closedBreaker(breaker, breaker.consecutiveFailures + 1)
		end
		return openedForLonger(breaker, settings.cooldownMs)
	elseif outcome.kind == 'cool' then
		-- A 429 without Retry-After; other causes have a time of their own.
		if outcome.cause == 'failure' then
			return openedForLonger(breaker, outcome.untilMs)
		end
		return openedBreaker(breaker, outcome.cause, outcome.untilMs, breaker.factor)
	end
	return breaker
end

-- `recentAttempts` counts attempts and failures of the last minute, this one included; asked for only where it matters.
local function breakerAfterOutcome(breaker, settlement, recentAttempts)
	local outcome, settings = settlement.outcome, settlement.breaker
	breaker = breakerWithoutProbe(breakerAfterTime(breaker), settlement.attemptId)
	if settlement.epoch ~= breaker.epoch then
		if outcome.kind == 'cool' and breaker.state == 'open' then
			return extendedBreaker(breaker, outcome.cause, outcome.untilMs)
		end
		return breaker
	end
	if breaker.state == 'closed' then
		return whileClosed(breaker, outcome, settings, recentAttempts)
	elseif breaker.state == 'open' then
		return whileOpen(breaker, outcome, settings)
	end
	return whileHalfOpen(breaker, outcome, settings)
end
