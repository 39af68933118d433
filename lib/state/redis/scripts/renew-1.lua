-- Keeps leases and tickets of a holder alive.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  RenewRequest (lib/state/state-store.ts) as JSON
-- Returns  RenewReply as JSON; an empty list may come as {}
--
-- @include keys time breaker deployment window line turns leases admissibility damage perform

-- Some deployment in whose line it stands would be granted now.
local function couldGo(ticket)
	local could = false
	for _, candidate in ipairs(ticket.standsFor) do
		local record = openDeployment(candidate.key)
		record.touched = true
		keepFor(keyOf(candidate.key, 'line'), request.leaseMs + FORGET_MS)
		could = could or not refusal(candidate, record, ticket.sequence, ticket.windowMs)
	end
	return could
end

local function renew()
	local expiresAtMs = now + request.leaseMs
	for _, attempt in ipairs(request.attempts) do
		local lease = findLease(attempt.attemptId)
		if lease and lease.holder == request.holder then
			local record = findDeployment(lease.key)
			lease.expiresAtMs = expiresAtMs
			saveLease(attempt.attemptId, lease, request.leaseMs)
			if record then
				record.touched = true
			end
		end
	end
	local reply = { wake = {}, lost = {} }
	for _, callId in ipairs(request.tickets) do
		local ticket = findTicket(callId)
		if ticket and ticket.holder == request.holder then
			ticket.expiresAtMs = expiresAtMs
			saveTicket(ticket, request.leaseMs)
			if ticket.passedOver == 'process' then
				comeBack(ticket, request.leaseMs)
			end
			if couldGo(ticket) then
				reply.wake[#reply.wake + 1] = callId
			end
		else
			reply.lost[#reply.lost + 1] = callId
		end
	end
	return reply
end

return perform(renew)
