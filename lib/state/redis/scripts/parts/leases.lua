-- Leases: {key, holder, epoch, probe, expiresAtMs} by attempt. And the end of what was not renewed in time.

local function findLease(attemptId)
	local text = attemptId and redis.call('HGET', LEASES, attemptId)
	return text and cjson.decode(text) or nil
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

-- Every script begins with this: what was not renewed in time is gone.
local function expireHeld()
	local due = redis.call('ZRANGEBYSCORE', EXPIRY, '-inf', now)
	for _, kind in ipairs({ { 'lease:', expireLease }, { 'ticket:', expireTicket } }) do
		local prefix, expire = kind[1], kind[2]
		for _, member in ipairs(due) do
			if string.sub(member, 1, #prefix) == prefix then
				expire(string.sub(member, #prefix + 1))
			end
		end
	end
end
