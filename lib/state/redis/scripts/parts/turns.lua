-- The first call of a queue must look again when its time has come or it is woken, or it is passed over: the same as
-- lib/state/memory/turns.ts, which explains it. Calls of processes that do not know of turns are never passed over.

-- Whether any call must look again; read once, by `passOverSilent`.
local hasTurns = false

local function setTurn(callId, byMs)
	hasTurns = true
	redis.call('ZADD', TURNS, byMs, callId)
	keepFor(TURNS, byMs - now + FORGET_MS)
end

local function expectAnswer(ticket, inMs)
	setTurn(ticket.callId, now + inMs + ANSWER_WITHIN_MS)
end

-- A further wake-up puts nothing off.
local function expectAnswerToWakeUp(ticket)
	if ticket.passedOver or not ticket.answers then
		return
	end
	local knownMs = tonumber(redis.call('ZSCORE', TURNS, ticket.callId) or nil)
	setTurn(ticket.callId, math.min(knownMs or math.huge, now + ANSWER_WITHIN_MS))
end

-- How long until the next call is passed over unless it looks again; nil: no call must.
local function checkQueueMs()
	local first = hasTurns and redis.call('ZRANGE', TURNS, 0, 0, 'WITHSCORES')
	if not first or not first[2] then
		return nil
	end
	-- Nothing lies further ahead, unless another program wrote it there.
	return math.max(1, math.min(math.ceil(tonumber(first[2]) - now), LONGEST_RETRY_AFTER_MS))
end

local function isAwaited(ticket)
	for _, candidate in ipairs(ticket.standsFor) do
		local record = peekDeployment(candidate.key)
		for _, head in ipairs({ oldest(record) or false, oldestThatMay(record) or false }) do
			if head and head.callId == ticket.callId then
				return true
			end
		end
	end
	return false
end

-- All that wait, in order of arrival.
local function allTickets()
	local list = {}
	for _, callId in ipairs(redis.call('HKEYS', TICKETS)) do
		list[#list + 1] = findTicket(callId)
	end
	table.sort(list, function(a, b)
		return a.sequence < b.sequence
	end)
	return list
end

-- One function, since it is seldom needed and each function of its own would cost every script a little.
local function passOver(due)
	local function stepAside(ticket, movedUp)
		for _, candidate in ipairs(ticket.standsFor) do
			local key = candidate.key
			peekDeployment(key)
			if redis.call('ZREM', keyOf(key, 'line'), ticket.callId) == 1 then
				for _, cause in ipairs(CAUSES) do
					redis.call('ZREM', keyOf(key, 'line:' .. cause), ticket.callId)
				end
				movedUp[key] = math.min(movedUp[key] or math.huge, ticket.sequence)
			end
		end
	end

	-- Marks those that were silent, and returns their processes.
	local function findSilent()
		local silent = {}
		for _, callId in ipairs(due) do
			redis.call('ZREM', TURNS, callId)
			local ticket = findTicket(callId)
			if ticket then
				ticket.passedOver = 'itself'
				silent[ticket.holder] = true
			end
		end
		return silent
	end

	local silent = findSilent()
	local movedUp, others = {}, {}
	for _, ticket in ipairs(allTickets()) do
		if silent[ticket.holder] then
			ticket.passedOver = ticket.passedOver or 'process'
			redis.call('ZREM', TURNS, ticket.callId)
			if ticket.passedOver == 'process' then
				others[ticket.holder] = others[ticket.holder] or ticket.callId
			end
			writeTicket(ticket)
			stepAside(ticket, movedUp)
		end
	end
	for key, sequence in pairs(movedUp) do
		local record = peekDeployment(key)
		if record then
			wakeHead(record, sequence)
		end
	end
	for _, callId in pairs(others) do
		wakes[callId] = true
	end
end

local function passOverSilent()
	local first = redis.call('ZRANGE', TURNS, 0, 0, 'WITHSCORES')
	hasTurns = first[2] ~= nil
	if hasTurns and tonumber(first[2]) <= now then
		passOver(redis.call('ZRANGEBYSCORE', TURNS, '-inf', now))
	end
end

local function comeBack(back, leaseMs)
	local keys = {}
	for _, ticket in ipairs(allTickets()) do
		if ticket == back or (ticket.holder == back.holder and ticket.passedOver == 'process') then
			ticket.passedOver = nil
			writeTicket(ticket)
			for _, candidate in ipairs(ticket.standsFor) do
				if peekDeployment(candidate.key) then
					joinLine(ticket, candidate, leaseMs)
					keys[candidate.key] = true
				end
			end
		end
	end
	for key in pairs(keys) do
		wakeHead(peekDeployment(key))
	end
end

-- Returns whether anyone was woken.
local function sendWakes()
	local woken = false
	for callId in pairs(wakes) do
		local ticket = findTicket(callId)
		if ticket then
			expectAnswerToWakeUp(ticket)
			redis.call('PUBLISH', wakeChannel(ticket.listener), callId)
			woken = true
		end
	end
	return woken
end
