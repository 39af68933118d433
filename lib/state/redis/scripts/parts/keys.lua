-- The names of all keys and channels of the state; nothing else knows them. (`<prefix>:text:…` is of `shared-texts.ts`.) They
-- share the prefix, whose braces put them all on one node of a cluster, and every one of them has a time to live.
--
-- KEYS[1]  the prefix in braces, such as {routed-llm}
-- ARGV[1]  the request as JSON; `nowMs` in it stands in for the server's clock, for tests

-- The number that a text holds; nil when it holds none, or one that is no quantity.
local function finite(text)
	local value = tonumber(text)
	return value and value > -math.huge and value < math.huge and value or nil
end

local function isQuantity(value)
	return type(value) == 'number' and value - value == 0
end

local request = cjson.decode(ARGV[1])

-- Hash: attempt -> lease as JSON.
local LEASES = KEYS[1] .. ':leases'
-- Hash: call -> ticket as JSON.
local TICKETS = KEYS[1] .. ':tickets'
-- Sorted set: what may expire ('lease:<attempt>', 'ticket:<call>'), by the time it does.
local EXPIRY = KEYS[1] .. ':expiry'
-- Number of the last ticket.
local SEQUENCE = KEYS[1] .. ':sequence'
-- Sorted set: calls that must look again, the first ones of queues, by the time until which they must.
local TURNS = KEYS[1] .. ':turns'

-- Of one deployment. Without a part: hash of its breaker, use, limits, speed and sum of tokens.
-- granted   sorted set: attempts in the window, by time
-- tokens    hash: attempt in the window -> its tokens
-- settled   sorted set: attempts settled in the last minute, by time
-- failed    sorted set: those of them that failed
-- reported  sorted set: attempts reported in the last minute, cancelled ones too
-- leases    sorted set: attempts under way, by the time their lease expires
-- line      sorted set: calls in line, in order of arrival
-- line:<cause>  those of them that disregard a cooldown of this cause
local function partTypes()
	return {
		granted = 'zset',
		tokens = 'hash',
		settled = 'zset',
		failed = 'zset',
		reported = 'zset',
		leases = 'zset',
		line = 'zset',
		['line:failure'] = 'zset',
		['line:access'] = 'zset',
		['line:quota'] = 'zset',
	}
end

local function keyOf(deployment, part)
	return KEYS[1] .. ':deployment:' .. deployment .. (part and ':' .. part or '')
end

-- Channel on which a process hears which of its calls should look again.
local function wakeChannel(listener)
	return KEYS[1] .. ':wake:' .. listener
end
