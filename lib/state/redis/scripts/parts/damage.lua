-- A key that another program has overwritten, or that was cut, costs the state of one deployment, not of all: its counts and its
-- cooldown begin anew. Its calls under way and in the queue are known elsewhere, and keep their places.

-- Thrown away by this script: deployments, and '' for what belongs to no one deployment.
local damaged = {}

-- Of all that this script has looked at. Returns whether there was any more. One function, since it is seldom needed and each function
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

	-- Those who wait keep their order, and those who come stand behind them.
	local function isCount(text)
		return not text or #text <= 15 and string.find(text, '^%d+$') ~= nil
	end

	local function throwSharedAway(leases, waiting)
		if not isOfType(TURNS, 'zset') then
			redis.call('DEL', TURNS)
			damaged[''] = true
		end
		if not isOfType(EXPIRY, 'zset') then
			redis.call('DEL', EXPIRY)
			damaged[''] = true
			for prefix, held in pairs({ ['lease:'] = leases, ['ticket:'] = waiting }) do
				for id, one in pairs(held) do
					redis.call('ZADD', EXPIRY, one.expiresAtMs, prefix .. id)
				end
			end
			keepFor(EXPIRY, LONGEST_LEASE_MS + FORGET_MS)
		end
		if not isOfType(SEQUENCE, 'string') or not isCount(redis.call('GET', SEQUENCE)) then
			local last = 0
			for _, ticket in pairs(waiting) do
				last = math.max(last, ticket.sequence)
			end
			redis.call('SET', SEQUENCE, string.format('%.0f', last))
			keepFor(SEQUENCE, LONGEST_LEASE_MS + FORGET_MS)
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

	local function countDamaged()
		local count = 0
		for _ in pairs(damaged) do
			count = count + 1
		end
		return count
	end

	local before = countDamaged()
	tickets = {}
	local leases, waiting = soundEntries(LEASES, isSoundLease), soundEntries(TICKETS, isSoundTicket)
	throwSharedAway(leases, waiting)
	for deployment in pairs(deployments) do
		if isDamaged(deployment) then
			throwDeploymentAway(deployment, leases, waiting)
		end
	end
	return countDamaged() > before
end
