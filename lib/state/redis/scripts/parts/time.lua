-- Whole milliseconds of the server's clock; the same one all through a script.
local function readClock()
	local time = redis.call('TIME')
	return time[1] * 1000 + math.floor(time[2] / 1000)
end

local now = request.nowMs or readClock()

-- Span over which the share of failures is taken, and for which a report is remembered.
local STATISTICS_MS = 60000
-- A deployment that nobody uses, waits for or cools is forgotten after this time.
local FORGET_MS = 3600000
-- Keys outlive what they hold by this much, so that their end is never what decides.
local SPARE_MS = 60000

local function keepFor(key, ms)
	redis.call('PEXPIRE', key, math.ceil(ms + SPARE_MS))
end
