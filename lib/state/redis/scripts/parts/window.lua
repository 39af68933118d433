-- The exact log of what was granted in the last while: how many attempts, and the sum of their tokens. An entry made
-- at `t` counts in [t, t + windowMs). Costs the same however many entries there are, but for those that expire.

-- Damaged ones weigh nothing.
local function weightOf(text)
	return finite(text) or 0
end

local function expireWindow(record, windowMs)
	local granted, tokens = keyOf(record.key, 'granted'), keyOf(record.key, 'tokens')
	local cutoff = now - windowMs
	while true do
		local old = redis.call('ZRANGEBYSCORE', granted, '-inf', cutoff, 'LIMIT', 0, PORTION)
		if #old == 0 then
			return
		end
		record.changed = true
		if #old == PORTION and redis.call('ZCOUNT', granted, '(' .. cutoff, '+inf') == 0 then
			redis.call('UNLINK', granted, tokens)
			record.tokens = 0
			return
		end
		for _, weight in ipairs(redis.call('HMGET', tokens, unpack(old))) do
			record.tokens = record.tokens - weightOf(weight)
		end
		redis.call('HDEL', tokens, unpack(old))
		redis.call('ZREM', granted, unpack(old))
		if redis.call('ZCARD', granted) == 0 then
			record.tokens = 0 -- it is, unless something was damaged
		end
	end
end

local function countInWindow(record)
	return redis.call('ZCARD', keyOf(record.key, 'granted'))
end

local function addToWindow(record, attemptId, weight, windowMs)
	local granted, tokens = keyOf(record.key, 'granted'), keyOf(record.key, 'tokens')
	redis.call('ZADD', granted, now, attemptId)
	redis.call('HSET', tokens, attemptId, weight)
	keepFor(granted, windowMs)
	keepFor(tokens, windowMs)
	record.tokens = record.tokens + weight
	record.changed = true
end

-- Puts another weight in place of an entry's; nil takes the entry out as if it had never been.
local function correctWindow(record, attemptId, weight)
	local tokens = keyOf(record.key, 'tokens')
	local found = redis.call('HGET', tokens, attemptId)
	if not found then
		return
	end
	local present = weightOf(found)
	record.tokens = record.tokens - present + (weight or 0)
	record.changed = true
	if weight then
		redis.call('HSET', tokens, attemptId, weight)
	else
		redis.call('HDEL', tokens, attemptId)
		redis.call('ZREM', keyOf(record.key, 'granted'), attemptId)
	end
end

-- Lets an entry count from the time on at which its request was sent.
local function moveInWindow(record, attemptId, sentAfterMs)
	local granted = keyOf(record.key, 'granted')
	local atMs = tonumber(redis.call('ZSCORE', granted, attemptId) or nil)
	if atMs then
		redis.call('ZADD', granted, math.min(atMs + math.floor(sentAfterMs), now), attemptId)
	end
end

-- Time until there are fewer than `limit` entries, `limit` being at least 1.
local function msUntilCountBelow(record, limit, count, windowMs)
	local granted = keyOf(record.key, 'granted')
	local last = redis.call('ZRANGE', granted, count - limit, count - limit, 'WITHSCORES')
	local atMs = tonumber(last[2] or nil) or now - windowMs
	if atMs > now then
		takeAheadAsNow(granted)
		atMs = now
	end
	return atMs + windowMs - now
end

-- Time until the tokens add up to `limit` at most; walks over the entries that must expire first.
local function msUntilSumAtMost(record, limit, windowMs)
	local granted, tokens = keyOf(record.key, 'granted'), keyOf(record.key, 'tokens')
	local sum, from, waitMs = record.tokens, 0, 0
	while sum > limit do
		local entries = redis.call('ZRANGE', granted, from, from + PORTION - 1, 'WITHSCORES')
		if #entries == 0 then
			return waitMs
		end
		local ids = {}
		for i = 1, #entries, 2 do
			ids[#ids + 1] = entries[i]
		end
		for i, weight in ipairs(redis.call('HMGET', tokens, unpack(ids))) do
			if sum <= limit then
				return waitMs
			end
			sum = sum - weightOf(weight)
			waitMs = math.min(tonumber(entries[2 * i]), now) + windowMs - now
		end
		from = from + PORTION
	end
	return waitMs
end
