-- Tickets and the queues they wait in. A ticket is {callId, holder, listener, sequence, expiresAtMs, windowMs, standsFor,
-- passedOver, answers}: `standsFor` is a list of candidates as the call sees them, `passedOver` is set while it is out of all
-- queues (turns.lua), `answers` when its process knows of turns, unlike one of version 0.1.

local tickets = {}
-- Calls to be woken when the script is done.
local wakes = {}

local function isSoundTicket(ticket)
	local isSound = type(ticket) == 'table'
		and type(ticket.callId) == 'string'
		and type(ticket.holder) == 'string'
		and type(ticket.listener) == 'string'
		and isQuantity(ticket.sequence)
		and isQuantity(ticket.windowMs)
		and isQuantity(ticket.expiresAtMs)
		and type(ticket.standsFor) == 'table'
	for _, candidate in ipairs(isSound and ticket.standsFor or {}) do
		isSound = isSound
			and type(candidate) == 'table'
			and type(candidate.key) == 'string'
			and isQuantity(candidate.tokens)
			and isQuantity(candidate.rpm or 0)
			and isQuantity(candidate.tpm or 0)
			and isQuantity(candidate.concurrency or 0)
			and isQuantity(candidate.notBeforeMs or 0)
			and (candidate.ignoreCooldown == nil or type(candidate.ignoreCooldown) == 'table')
	end
	return isSound
end

local function findTicket(callId)
	if tickets[callId] == nil then
		local text = redis.call('HGET', TICKETS, callId)
		local ticket = text and cjson.decode(text) or false
		if ticket and not isSoundTicket(ticket) then
			error('DAMAGED ticket', 0)
		end
		tickets[callId] = ticket
	end
	return tickets[callId] or nil
end

local function writeTicket(ticket)
	tickets[ticket.callId] = ticket
	redis.call('HSET', TICKETS, ticket.callId, cjson.encode(ticket))
end

local function saveTicket(ticket, leaseMs)
	writeTicket(ticket)
	redis.call('ZADD', EXPIRY, ticket.expiresAtMs, 'ticket:' .. ticket.callId)
	keepFor(TICKETS, leaseMs + FORGET_MS)
	keepFor(EXPIRY, leaseMs + FORGET_MS)
	keepFor(SEQUENCE, leaseMs + FORGET_MS)
end

-- The first of a line, of those that came before `beforeSequence`.
local function firstOf(line, beforeSequence)
	while true do
		local first = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
		if not first[1] or tonumber(first[2]) >= beforeSequence then
			return nil
		end
		if findTicket(first[1]) then
			return { callId = first[1], sequence = tonumber(first[2]) }
		end
		redis.call('ZREM', line, first[1]) -- its ticket was damaged
	end
end

local function oldest(record, beforeSequence)
	return firstOf(keyOf(record.key, 'line'), beforeSequence or math.huge)
end

-- The oldest that the breaker lets use the deployment now, or once there is room: while it cools, of those that
-- disregard the cause. Only such tickets hold back those who came later.
local function oldestThatMay(record, beforeSequence)
	local breaker = record.breaker
	if breaker.state ~= 'open' then
		return oldest(record, beforeSequence)
	end
	if breaker.retryAfterUntilMs then
		return nil
	end
	return firstOf(keyOf(record.key, 'line:' .. breaker.cause), beforeSequence or math.huge)
end

-- Has the head of a line look again, since something changed there, and the first that may use the deployment while it
-- cools. Only those behind `afterSequence`: nothing changed for the others.
local function wakeHead(record, afterSequence)
	local heads = { oldest(record) }
	if record.breaker.state == 'open' then
		heads[#heads + 1] = oldestThatMay(record)
	end
	for _, head in ipairs(heads) do
		if head.sequence > (afterSequence or -1) then
			wakes[head.callId] = true
		end
	end
end

local CAUSES = { 'failure', 'access', 'quota' }

local function joinLine(ticket, candidate, leaseMs)
	local line = keyOf(candidate.key, 'line')
	redis.call('ZADD', line, ticket.sequence, ticket.callId)
	keepFor(line, leaseMs + FORGET_MS)
	local ignores = {}
	for _, cause in ipairs(candidate.ignoreCooldown or {}) do
		ignores[cause] = true
	end
	for _, cause in ipairs(CAUSES) do
		local ofCause = keyOf(candidate.key, 'line:' .. cause)
		if ignores[cause] then
			redis.call('ZADD', ofCause, ticket.sequence, ticket.callId)
			keepFor(ofCause, leaseMs + FORGET_MS)
		else
			redis.call('ZREM', ofCause, ticket.callId)
		end
	end
end

-- Those behind the ticket move up.
local function leaveLine(ticket, key)
	local record = peekDeployment(key)
	redis.call('ZREM', keyOf(key, 'line'), ticket.callId)
	for _, cause in ipairs(CAUSES) do
		redis.call('ZREM', keyOf(key, 'line:' .. cause), ticket.callId)
	end
	if record and not ticket.passedOver then
		wakeHead(record, ticket.sequence)
	end
end

-- Takes a ticket out of all its lines at once.
local function removeTicket(ticket)
	tickets[ticket.callId] = false
	redis.call('HDEL', TICKETS, ticket.callId)
	redis.call('ZREM', EXPIRY, 'ticket:' .. ticket.callId)
	redis.call('ZREM', TURNS, ticket.callId)
	for _, candidate in ipairs(ticket.standsFor) do
		leaveLine(ticket, candidate.key)
	end
end
