-- Gives up a call's place in line, everywhere.
--
-- KEYS[1]  the prefix in braces
-- ARGV[1]  {callId} as JSON
-- Returns  'OK'
--
-- @include keys time breaker deployment line leases

expireHeld()
local ticket = findTicket(request.callId)
if ticket then
	removeTicket(ticket)
end
saveDeployments()
sendWakes()
return 'OK'
