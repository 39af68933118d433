-- Leases: {key, holder, epoch, probe, expiresAtMs} by attempt. And the end of what was not renewed in time.

local function isSoundLease(lease)
	return type(lease) == 'table' and type(lease.key) == 'string' and isQuantity(lease.expiresAtMs) and isQuantity(lease.epoch)
end

local function findLease(attemptId)
	local text = attemptId and redis.call('HGET', LEASES, attemptId)
	local lease = text and cjson.decode(text) or nil
	if lease and not isSoundLease(lease) then
		error('DAMAGED lease', 0)
	end
	return lease
end

local function saveLease(attemptId, lease, leaseMs)
	local ofDeployment = keyOf(lease.key, 'leases')
	redis.call('HSET', LEASES, attemptId, cjson.encode(lease))
	redis.call('ZADD', EXPIRY, lease.expiresAtMs, 'lease:' .. attemptId)
	redis.call('ZADD', ofDeployment, lease.expiresAtMs, attemptId)
	keepFor(LEASES, leaseMs + FORGET_MS)
	keepFor(EXPIRY, leaseMs + FORGET_MS)
	keepFor(ofDeployment, leaseMs + FORGET_MS)
end

-- Gives its place back.
local function releaseLease(attemptId, lease)
	redis.call('HDEL', LEASES, attemptId)
	redis.call('ZREM', EXPIRY, 'lease:' .. attemptId)
	redis.call('ZREM', keyOf(lease.key, 'leases'), attemptId)
end

-- Attempts under way. One without its lease, since that was damaged, holds no place beyond its time.
local function countInFlight(key)
	return redis.call('ZCOUNT', keyOf(key, 'leases'), '(' .. now, '+inf')
end

-- Its attempt may still reach the provider, so its entry in the window stays.
local function expireLease(attemptId)
	local lease = findLease(attemptId)
	if not lease then
		redis.call('ZREM', EXPIRY, 'lease:' .. attemptId)
		return
	end
	local record = findDeployment(lease.key)
	releaseLease(attemptId, lease)
	if record then
		setBreaker(record, breakerWithoutProbe(record.breaker, attemptId))
		wakeHead(record)
	end
end

local function expireTicket(callId)
	local ticket = findTicket(callId)
	if ticket then
		removeTicket(ticket)
	else
		redis.call('ZREM', EXPIRY, 'ticket:' .. callId)
	end
end

-- After a clock that went back, leases and tickets last as if they had been renewed now, at most. After a jump that matters
-- every waiting call looks again, since the times that it was given are wrong.
local function shortenTo(latestMs)
	local aheadMs = tonumber(redis.call('ZRANGE', EXPIRY, -1, -1, 'WITHSCORES')[2]) - latestMs

	local function lastUntil(member)
		local attemptId, callId = string.match(member, '^lease:(.*)$'), string.match(member, '^ticket:(.*)$')
		local lease, ticket = findLease(attemptId), callId and findTicket(callId)
		redis.call('ZADD', EXPIRY, latestMs, member)
		if lease then
			peekDeployment(lease.key)
			lease.expiresAtMs = latestMs
			redis.call('HSET', LEASES, attemptId, cjson.encode(lease))
			redis.call('ZADD', keyOf(lease.key, 'leases'), latestMs, attemptId)
		elseif ticket then
			ticket.expiresAtMs = latestMs
			writeTicket(ticket)
		end
	end

	for _, member in ipairs(redis.call('ZRANGEBYSCORE', EXPIRY, '(' .. latestMs, '+inf')) do
		lastUntil(member)
	end
	for _, key in ipairs({ LEASES, TICKETS, EXPIRY, SEQUENCE, TURNS }) do
		keepNoLongerThan(key, LONGEST_LEASE_MS + FORGET_MS)
	end
	if aheadMs > NOTABLE_JUMP_MS then
		redis.call('DEL', TURNS)
		for _, callId in ipairs(redis.call('HKEYS', TICKETS)) do
			wakes[callId] = true
		end
	end
end

local function shortenAhead()
	local latestMs = now + LONGEST_LEASE_MS
	if redis.call('ZCOUNT', EXPIRY, '(' .. latestMs, '+inf') > 0 then
		shortenTo(latestMs)
	end
end

-- What was not renewed in time is gone.
local function expireHeld()
	shortenAhead()
	local due = redis.call('ZRANGEBYSCORE', EXPIRY, '-inf', now)
	if #due == 0 then
		return
	end
	for _, kind in ipairs({ { 'lease:', expireLease }, { 'ticket:', expireTicket } }) do
		local prefix, expire = kind[1], kind[2]
		for _, member in ipairs(due) do
			if string.sub(member, 1, #prefix) == prefix then
				expire(string.sub(member, #prefix + 1))
			end
		end
	end
end
