-- Whole milliseconds of the server's clock; the same one all through a script.
local function readClock()
	local time = redis.call('TIME')
	return time[1] * 1000 + math.floor(time[2] / 1000)
end

local now = request.nowMs or readClock()

-- Keys outlive what they hold by this much, so that their end is never what decides.
local SPARE_MS = 60000

local function keepFor(key, ms)
	redis.call('PEXPIRE', key, math.ceil(ms + SPARE_MS))
end

-- Does not lengthen: after a clock that went back, keys would live for longer by as much.
local function keepNoLongerThan(key, ms)
	if redis.call('PTTL', key) > ms + SPARE_MS then
		keepFor(key, ms)
	end
end

-- Entries handled in one go: few enough for the stack, many enough to be quick.
local PORTION = 500

-- A time ahead of `now` means that the clock went back: it counts from now on.
local function takeAheadAsNow(set)
	if redis.call('ZCOUNT', set, '(' .. now, '+inf') == 0 then
		return
	end
	while true do
		local ahead = redis.call('ZRANGEBYSCORE', set, '(' .. now, '+inf', 'LIMIT', 0, PORTION)
		if #ahead == 0 then
			return
		end
		local entries = {}
		for _, member in ipairs(ahead) do
			entries[#entries + 1] = now
			entries[#entries + 1] = member
		end
		redis.call('ZADD', set, unpack(entries))
	end
end
