-- Grants the first admissible candidate, or gives a place in line, or refuses.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  AdmitRequest (lib/state/state-store.ts) as JSON, with `listener`: who hears the call's wake-ups
-- Returns  AdmitReply as JSON; an empty list may come as {}
--
-- @include keys time breaker deployment window line leases admissibility look-again

local WORTH_WAITING = { line = true, rpm = true, tpm = true, concurrency = true, cooling = true, probing = true }
local FOR_EVER = { blocked = true, too_large = true }

local function grantOf(lease, passed)
	return { kind = 'granted', key = lease.key, epoch = lease.epoch, probe = lease.probe, passed = passed }
end

local function usedShare(candidate, record)
	expireWindow(record, request.windowMs)
	local function share(used, limit)
		if not limit then
			return 0
		end
		return limit == 0 and math.huge or used / limit
	end
	return math.max(
		share(countInWindow(record), candidate.rpm),
		share(record.tokens, candidate.tpm),
		share(redis.call('ZCARD', keyOf(candidate.key, 'leases')), candidate.concurrency)
	)
end

-- By the share that is used of their limits, the least first; equals keep their order.
local function leastUsedFirst(group)
	local shares = {}
	for _, candidate in ipairs(group) do
		shares[candidate] = usedShare(candidate, openDeployment(candidate.key))
	end
	for i = 2, #group do
		local moving, j = group[i], i - 1
		while j >= 1 and shares[group[j]] > shares[moving] do
			group[j + 1] = group[j]
			j = j - 1
		end
		group[j + 1] = moving
	end
end

local function byPriority(candidates)
	local groups = {}
	for _, candidate in ipairs(candidates) do
		local last = groups[#groups]
		if last and last[1].priority == candidate.priority then
			last[#last + 1] = candidate
		else
			groups[#groups + 1] = { candidate }
		end
	end
	return groups
end

local function grant(candidate, record, passed)
	local probe = record.breaker.state == 'half_open'
	if probe then
		setBreaker(record, changed(record.breaker, { probeAttemptId = request.attemptId }))
	end
	local lease = {
		key = candidate.key,
		holder = request.holder,
		epoch = record.breaker.epoch,
		probe = probe,
		expiresAtMs = now + request.leaseMs,
	}
	saveLease(request.attemptId, lease, request.leaseMs)
	addToWindow(record, request.attemptId, candidate.tokens, request.windowMs)
	record.usedAtMs = now
	local ticket = findTicket(request.callId)
	if ticket then
		removeTicket(ticket)
	end
	return grantOf(lease, passed)
end

local function standInLine(reasons)
	local ticket = findTicket(request.callId) or { callId = request.callId, sequence = redis.call('INCR', SEQUENCE), standsFor = {} }
	ticket.holder = request.holder
	ticket.listener = request.listener
	ticket.windowMs = request.windowMs
	ticket.expiresAtMs = now + request.leaseMs
	local worth = {}
	for _, reason in ipairs(reasons) do
		worth[reason.key] = WORTH_WAITING[reason.reason] or worth[reason.key]
	end
	local before = ticket.standsFor
	ticket.standsFor = {}
	for _, candidate in ipairs(request.candidates) do
		if worth[candidate.key] then
			ticket.standsFor[#ticket.standsFor + 1] = candidate
		end
	end
	saveTicket(ticket, request.leaseMs)
	for _, candidate in ipairs(before) do
		if not worth[candidate.key] then
			leaveLine(ticket, candidate.key)
		end
	end
	for _, candidate in ipairs(ticket.standsFor) do
		local record = openDeployment(candidate.key)
		record.changed = true -- it is waited for, so it is known
		joinLine(ticket, candidate, request.leaseMs)
	end
	return { kind = 'waiting', lookAgainMs = lookAgainMs(ticket, reasons), reasons = reasons }
end

local function admit()
	local held = findLease(request.attemptId)
	if held then
		held.expiresAtMs = now + request.leaseMs
		saveLease(request.attemptId, held, request.leaseMs)
		return grantOf(held, {})
	end
	local ticket = findTicket(request.callId)
	local sequence = ticket and ticket.sequence or math.huge
	local reasons, patienceMs = {}, 0
	for _, group in ipairs(byPriority(request.candidates)) do
		if patienceMs > 0 then
			for _, candidate in ipairs(group) do
				reasons[#reasons + 1] = { key = candidate.key, reason = 'patience', untilMs = patienceMs }
			end
		else
			if request.order == 'least_used' and #group > 1 then
				leastUsedFirst(group)
			end
			for _, candidate in ipairs(group) do
				local record = openDeployment(candidate.key)
				local reason = refusal(candidate, record, sequence, request.windowMs)
				if not reason then
					return grant(candidate, record, reasons)
				end
				reasons[#reasons + 1] = reason
				if FULL[reason.reason] then
					patienceMs = math.max(patienceMs, candidate.patienceMs or 0)
				end
			end
		end
	end
	local hopeless = true
	for _, reason in ipairs(reasons) do
		hopeless = hopeless and FOR_EVER[reason.reason] == true
	end
	if not request.wait or hopeless then
		if ticket then
			removeTicket(ticket)
		end
		return { kind = 'refused', reasons = reasons }
	end
	return standInLine(reasons)
end

expireHeld()
local reply = admit()
wakes[request.callId] = nil -- it has just looked
saveDeployments()
sendWakes()
return cjson.encode(reply)
