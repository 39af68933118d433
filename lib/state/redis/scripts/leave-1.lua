-- Gives up a call's place in line, everywhere.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  {callId} as JSON
-- Returns  QueueCheck as JSON
--
-- @include keys time breaker deployment line turns leases damage perform

return perform(function()
	local ticket = findTicket(request.callId)
	if ticket then
		removeTicket(ticket)
	end
	return {}
end)
