-- When a waiting call must look again although nobody wakes it: the earliest of what it knows by the clock, and of
-- what would go unnoticed, the death of those whose end it waits for.

local function lookAgainMs(ticket, reasons)
	local function untilTicketExpires(other)
		local ticket = other and findTicket(other.callId)
		return ticket and ticket.expiresAtMs - now or math.huge
	end

	local function waitFor(reason, ticket)
		local record = peekDeployment(reason.key)
		local kind = reason.reason
		if kind == 'blocked' or kind == 'too_large' then
			return math.huge
		elseif kind == 'concurrency' then
			local first = redis.call('ZRANGE', keyOf(reason.key, 'leases'), 0, 0, 'WITHSCORES')
			return first[2] and tonumber(first[2]) - now or math.huge
		elseif kind == 'line' then
			return untilTicketExpires(record and oldestThatMay(record, ticket.sequence))
		elseif kind == 'cooling' or kind == 'probing' then
			-- Whoever stands at the head looks when the time has come, and the others move up one by one.
			local ahead = record and oldest(record, ticket.sequence)
			return ahead and math.max(reason.untilMs, untilTicketExpires(ahead)) or reason.untilMs
		end
		return reason.untilMs or math.huge
	end

	local earliestMs = math.huge
	for _, reason in ipairs(reasons) do
		earliestMs = math.min(earliestMs, waitFor(reason, ticket))
	end
	return earliestMs < math.huge and math.ceil(earliestMs) or nil
end
