-- How every verb runs: what is over ends first, what has changed is written last. All parts that a verb includes come before
-- this one.

-- @param checks  the reply says when to look whether the first call of a queue is silent
local function performOnce(verb, checks)
	expireHeld()
	passOverSilent()
	local reply = verb()
	saveDeployments()
	local woken = sendWakes()
	if woken or checks(reply) then
		reply.checkQueueMs = checkQueueMs()
	end
	return reply
end

local function always()
	return true
end

-- Verbs may be said twice, so one that has met something damaged is said again without it, until it meets no more.
local function perform(verb, checks)
	checks = checks or always
	local isDone, reply = pcall(performOnce, verb, checks)
	while not isDone do
		local failure = reply
		local couldLook, found = pcall(throwDamagedAway)
		if not (couldLook and found) then
			-- As the server said it, beginning with its code.
			local text = type(failure) == 'table' and failure.err or tostring(failure)
			return { err = string.find(text, '^%u+ ') and text or 'ERR ' .. text }
		end
		isDone, reply = pcall(performOnce, verb, checks)
	end
	for deployment in pairs(damaged) do
		reply.damaged = reply.damaged or {}
		reply.damaged[#reply.damaged + 1] = deployment
	end
	return cjson.encode(reply)
end
