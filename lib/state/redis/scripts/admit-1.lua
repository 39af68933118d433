-- Grants the first admissible candidate, or gives a place in line, or refuses.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  AdmitRequest (lib/state/state-store.ts) as JSON, without candidates, with `listener`: who hears its wake-ups
-- ARGV[2…] the candidates, each as JSON: read only when it is looked at, since the first is mostly granted
-- Returns  AdmitReply as JSON; an empty list may come as {}
--
-- @include keys time breaker deployment window speed line turns leases admissibility look-again damage perform

local WORTH_WAITING = { line = true, rpm = true, tpm = true, concurrency = true, cooling = true, probing = true }
local FOR_EVER = { blocked = true, too_large = true }

local function grantOf(lease, passed)
	return { kind = 'granted', key = lease.key, epoch = lease.epoch, probe = lease.probe, passed = passed }
end

local candidates = {}

local function candidateAt(i)
	if not candidates[i] and ARGV[i + 1] then
		candidates[i] = cjson.decode(ARGV[i + 1])
	end
	return candidates[i]
end

-- Sorts those of one priority, from the candidate at `first` on, by the figure that the order goes by; equals keep their
-- order.
-- One function with all that it needs, since most calls need none of it and each function of its own would cost every script a
-- little.
local function sortPriority(first)
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
			share(countInFlight(candidate.key), candidate.concurrency)
		)
	end

	local function usedShares(from, to)
		local shares = {}
		for i = from, to do
			shares[candidates[i]] = usedShare(candidates[i], openDeployment(candidates[i].key))
		end
		return shares
	end

	-- As lib/policy/expected-latency.ts, which explains it.
	local function expectedLatencies(from, to)
		local expected, sum, count = {}, 0, 0
		for i = from, to do
			local record = openDeployment(candidates[i].key)
			if record.breaker.state ~= 'half_open' and record.answers ~= 1 and hasFreshSpeed(record) then
				expected[candidates[i]] = record.firstTokenMs + (record.perTokenMs or 0) * (request.expectedOutputTokens or 0)
				sum, count = sum + expected[candidates[i]], count + 1
			end
		end
		local moreThanAverageMs = (count == 0 and 0 or sum / count) + 0.0001
		for i = from, to do
			if not expected[candidates[i]] then
				local breaker = openDeployment(candidates[i].key).breaker
				local fails = breaker.state == 'closed' and breaker.consecutiveFailures > 0
				local isUnderWay = not fails and countInFlight(candidates[i].key) > 0
				expected[candidates[i]] = fails and math.huge or isUnderWay and moreThanAverageMs or -1
			end
		end
		return expected
	end

	local FIGURES = { least_used = usedShares, lowest_latency = expectedLatencies }

	local last = first
	while candidateAt(last + 1) and candidateAt(last + 1).priority == candidateAt(first).priority do
		last = last + 1
	end
	if last == first then
		return
	end
	local figures = FIGURES[request.order](first, last)
	for i = first + 1, last do
		local moving, j = candidates[i], i - 1
		while j >= first and figures[candidates[j]] > figures[moving] do
			candidates[j + 1] = candidates[j]
			j = j - 1
		end
		candidates[j + 1] = moving
	end
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
	-- The lease last: were something damaged before it, the verb would be said again and take it for granted already.
	addToWindow(record, request.attemptId, candidate.tokens, request.windowMs)
	saveLease(request.attemptId, lease, request.leaseMs)
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
	for i = 1, #ARGV - 1 do
		local candidate = candidateAt(i)
		if worth[candidate.key] then
			ticket.standsFor[#ticket.standsFor + 1] = candidate
		end
	end
	ticket.answers = true
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
	local againMs = lookAgainMs(ticket, reasons)
	if againMs and isAwaited(ticket) then
		expectAnswer(ticket, againMs)
	else
		redis.call('ZREM', TURNS, ticket.callId)
	end
	return { kind = 'waiting', lookAgainMs = againMs, reasons = reasons }
end

local function admit()
	local held = findLease(request.attemptId)
	if held then
		held.expiresAtMs = now + request.leaseMs
		saveLease(request.attemptId, held, request.leaseMs)
		return grantOf(held, {})
	end
	local ticket = findTicket(request.callId)
	if ticket and ticket.passedOver then
		comeBack(ticket, request.leaseMs)
	end
	local sequence = ticket and ticket.sequence or math.huge
	local reasons, patienceMs, groupPatienceMs, priority = {}, 0, 0, nil
	local i = 1
	while candidateAt(i) do
		local candidate = candidateAt(i)
		if candidate.priority ~= priority then
			priority, patienceMs, groupPatienceMs = candidate.priority, math.max(patienceMs, groupPatienceMs), 0
			if patienceMs == 0 and request.order ~= 'given' then
				sortPriority(i)
				candidate = candidateAt(i)
			end
		end
		if patienceMs > 0 then
			reasons[#reasons + 1] = { key = candidate.key, reason = 'patience', untilMs = patienceMs }
		else
			local record = openDeployment(candidate.key)
			noteLimits(record, candidate)
			local reason = refusal(candidate, record, sequence, request.windowMs)
			if not reason then
				return grant(candidate, record, reasons)
			end
			reasons[#reasons + 1] = reason
			if FULL[reason.reason] then
				groupPatienceMs = math.max(groupPatienceMs, candidate.patienceMs or 0)
			end
		end
		i = i + 1
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

return perform(function()
	local reply = admit()
	wakes[request.callId] = nil -- it has just looked
	return reply
end, function(reply)
	return reply.kind == 'waiting'
end)
