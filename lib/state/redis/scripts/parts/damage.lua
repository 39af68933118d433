-- What somebody else has written over, or that was cut, costs the state of one deployment, not of all: its counts and its
-- cooldown begin anew. Its calls under way and in the queue are known elsewhere, and keep their places.

-- Thrown away by this script: deployments, and '' for what belongs to no one deployment.
local damaged = {}

-- Of all that this script has looked at. Returns whether there was any. One function, since it is seldom needed and each function
-- of its own would cost every script a little.
local function throwDamagedAway()
	local function isOfType(key, expected)
		local found = redis.call('TYPE', key).ok
		return found == 'none' or found == expected
	end

	local function isDamaged(deployment)
		for part, expected in pairs(partTypes()) do
			if not isOfType(keyOf(deployment, part), expected) then
				return true
			end
		end
		local key = keyOf(deployment)
		if not isOfType(key, 'hash') then
			return true
		end
		return redis.call('EXISTS', key) == 1 and not recordOf(deployment, readFields(key))
	end

	local function decoded(text)
		local isJson, value = pcall(cjson.decode, text)
		return isJson and type(value) == 'table' and value or nil
	end

	local function isSoundLease(lease)
		return type(lease.key) == 'string' and type(lease.expiresAtMs) == 'number' and type(lease.epoch) == 'number'
	end

	local function isSoundTicket(ticket)
		for _, name in ipairs({ 'callId', 'holder', 'listener' }) do
			if type(ticket[name]) ~= 'string' then
				return false
			end
		end
		if type(ticket.sequence) ~= 'number' or type(ticket.windowMs) ~= 'number' or type(ticket.standsFor) ~= 'table' then
			return false
		end
		for _, candidate in ipairs(ticket.standsFor) do
			if type(candidate) ~= 'table' or type(candidate.key) ~= 'string' or type(candidate.tokens) ~= 'number' then
				return false
			end
		end
		return true
	end

	-- Of a hash of JSON, what is sound by its id; the rest is deleted.
	local function soundEntries(hash, isSoundEntry)
		local entries = {}
		if not isOfType(hash, 'hash') then
			redis.call('DEL', hash)
			damaged[''] = true
		end
		local flat = redis.call('HGETALL', hash)
		for i = 1, #flat, 2 do
			local entry = decoded(flat[i + 1])
			if entry and isSoundEntry(entry) then
				entries[flat[i]] = entry
			else
				redis.call('HDEL', hash, flat[i])
				damaged[''] = true
			end
		end
		return entries
	end

	local function throwSharedAway()
		for _, key in ipairs({ EXPIRY, TURNS }) do
			if not isOfType(key, 'zset') then
				redis.call('DEL', key)
				damaged[''] = true
			end
		end
		if not isOfType(SEQUENCE, 'string') or not finite(redis.call('GET', SEQUENCE) or 0) then
			redis.call('DEL', SEQUENCE)
			damaged[''] = true
		end
	end

	local function throwDeploymentAway(deployment, leases, waiting)
		damaged[deployment] = true
		redis.call('DEL', keyOf(deployment))
		for part in pairs(partTypes()) do
			redis.call('DEL', keyOf(deployment, part))
		end
		deployments[deployment] = nil
		for attemptId, lease in pairs(leases) do
			if lease.key == deployment then
				redis.call('ZADD', keyOf(deployment, 'leases'), lease.expiresAtMs, attemptId)
				keepFor(keyOf(deployment, 'leases'), FORGET_MS)
			end
		end
		for _, ticket in pairs(waiting) do
			for _, candidate in ipairs(ticket.standsFor) do
				if candidate.key == deployment and not ticket.passedOver then
					joinLine(ticket, candidate, 0)
				end
			end
		end
	end

	throwSharedAway()
	tickets = {}
	local leases, waiting = soundEntries(LEASES, isSoundLease), soundEntries(TICKETS, isSoundTicket)
	for deployment in pairs(deployments) do
		if isDamaged(deployment) then
			throwDeploymentAway(deployment, leases, waiting)
		end
	end
	return next(damaged) ~= nil
end
