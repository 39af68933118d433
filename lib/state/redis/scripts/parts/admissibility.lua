-- Why a candidate cannot be granted now; nil when it can. The order of the checks is part of the contract: what can
-- never be, what must not be yet, who was here first, what is full. Tickets that came before `sequence` go first.

local function neverAdmissible(candidate)
	local key, tpm = candidate.key, candidate.tpm
	if candidate.rpm == 0 or tpm == 0 or candidate.concurrency == 0 then
		return { key = key, reason = 'blocked' }
	end
	if tpm and candidate.tokens > tpm then
		return { key = key, reason = 'too_large' }
	end
end

local function tooEarly(candidate)
	local untilMs = candidate.notBeforeMs or 0
	return untilMs > 0 and { key = candidate.key, reason = 'not_before', untilMs = untilMs } or nil
end

local function ignores(candidate, cause)
	for _, ignored in ipairs(candidate.ignoreCooldown or {}) do
		if ignored == cause then
			return true
		end
	end
	return false
end

local function cooledDown(candidate, record)
	local key, breaker = candidate.key, record.breaker
	if breaker.state == 'open' then
		if not ignores(candidate, breaker.cause) then
			return { key = key, reason = 'cooling', cause = breaker.cause, untilMs = breaker.untilMs - now }
		end
		if breaker.retryAfterUntilMs then
			return { key = key, reason = 'cooling', cause = 'retry_after', untilMs = breaker.retryAfterUntilMs - now }
		end
	elseif breaker.state == 'half_open' and breaker.probeAttemptId then
		local expiresAtMs = tonumber(redis.call('ZSCORE', keyOf(key, 'leases'), breaker.probeAttemptId) or nil)
		if expiresAtMs and expiresAtMs > now then
			return { key = key, reason = 'probing', untilMs = expiresAtMs - now }
		end
	end
end

local function behindOthers(candidate, record, sequence)
	return oldestThatMay(record, sequence) and { key = candidate.key, reason = 'line' } or nil
end

local function full(candidate, record, windowMs)
	local key, rpm, tpm, concurrency = candidate.key, candidate.rpm, candidate.tpm, candidate.concurrency
	if rpm or tpm then
		expireWindow(record, windowMs)
	end
	if rpm then
		local count = countInWindow(record)
		if count >= rpm then
			return { key = key, reason = 'rpm', untilMs = msUntilCountBelow(record, rpm, count, windowMs) }
		end
	end
	if tpm and record.tokens + candidate.tokens > tpm then
		return { key = key, reason = 'tpm', untilMs = msUntilSumAtMost(record, tpm - candidate.tokens, windowMs) }
	end
	if concurrency and countInFlight(key) >= concurrency then
		return { key = key, reason = 'concurrency' }
	end
end

local function refusal(candidate, record, sequence, windowMs)
	return neverAdmissible(candidate)
		or tooEarly(candidate)
		or cooledDown(candidate, record)
		or behindOthers(candidate, record, sequence)
		or full(candidate, record, windowMs)
end

-- Refused because others use it or wait for it, not because anything is wrong with it.
local FULL = { line = true, rpm = true, tpm = true, concurrency = true }
