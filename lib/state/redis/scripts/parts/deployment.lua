-- What is known of deployments, read once a script and written back by `saveDeployments`; false: nothing. Every deployment is
-- read here before any of its other keys, so that `throwDamagedAway` knows which they are.

local deployments = {}

-- Whether it has what every later step relies on; numbers are checked where they are read.
local function isSound(record)
	local breaker = record.breaker
	if not (breaker.epoch and breaker.consecutiveFailures and record.usedAtMs and record.tokens) then
		return false
	end
	if breaker.state == 'open' then
		local cause = breaker.cause
		local isKnown = cause == 'failure' or cause == 'access' or cause == 'quota' or cause == 'retry_after'
		return isKnown and breaker.untilMs ~= nil and breaker.factor ~= nil
	end
	return breaker.state == 'closed' or (breaker.state == 'half_open' and breaker.factor ~= nil)
end

-- By place, so that nothing is looked up by name: three words, then numbers of the breaker, of use, limits and speed.
local function readFields(key)
	return redis.call(
		'HMGET',
		key,
		'state',
		'cause',
		'probeAttemptId',
		'epoch',
		'consecutiveFailures',
		'untilMs',
		'lengthMs',
		'retryAfterUntilMs',
		'factor',
		'usedAtMs',
		'tokens',
		'rpm',
		'tpm',
		'concurrency',
		'firstTokenMs',
		'perTokenMs',
		'measuredAtMs',
		'answers'
	)
end

-- From what `readFields` gives; nil when it is damaged. Limits are of the call that looked at it last, absent: none; the speed is
-- how fast it was of late, absent: not measured.
local function recordOf(key, fields)
	for i = 4, 18 do
		local value = fields[i] and tonumber(fields[i])
		if fields[i] and (not value or value - value ~= 0) then
			return nil -- no number, or one that is no quantity
		end
		fields[i] = value or nil
	end
	local record = {
		key = key,
		breaker = {
			state = fields[1],
			cause = fields[2] or nil,
			probeAttemptId = fields[3] or nil,
			epoch = fields[4],
			consecutiveFailures = fields[5],
			untilMs = fields[6],
			lengthMs = fields[7],
			retryAfterUntilMs = fields[8],
			factor = fields[9],
		},
		usedAtMs = fields[10],
		tokens = fields[11],
		rpm = fields[12],
		tpm = fields[13],
		concurrency = fields[14],
		firstTokenMs = fields[15],
		perTokenMs = fields[16],
		measuredAtMs = fields[17],
		answers = fields[18],
	}
	-- A speed is all of its numbers, or none.
	if record.firstTokenMs and not (record.measuredAtMs and record.answers) then
		return nil
	end
	return isSound(record) and record or nil
end

-- After a clock that went back. It shows here, since all that is done to a deployment is a use; the breaker sees to itself.
local function takeTimesAheadAsNow(record)
	if record.usedAtMs > now then
		record.usedAtMs = now
		record.changed = true
		for part in pairs(partTypes()) do
			keepNoLongerThan(keyOf(record.key, part), FORGET_MS)
		end
		for _, part in ipairs({ 'granted', 'settled', 'failed', 'reported' }) do
			takeAheadAsNow(keyOf(record.key, part))
		end
	end
	if record.measuredAtMs and record.measuredAtMs > now then
		record.measuredAtMs = now
		record.speedChanged, record.changed = true, true
	end
end

-- As it was written last, whatever time has passed since; nil when nothing is known.
local function peekDeployment(key)
	local record = deployments[key]
	if record ~= nil then
		return record or nil
	end
	deployments[key] = false -- it has been looked at, should it be damaged
	local fields = readFields(keyOf(key))
	if not fields[1] and redis.call('EXISTS', keyOf(key)) == 0 then
		return nil
	end
	record = recordOf(key, fields)
	if not record then
		error('DAMAGED state of a deployment', 0)
	end
	takeTimesAheadAsNow(record)
	deployments[key] = record
	return record
end

local function setBreaker(record, breaker)
	if record.breaker ~= breaker then
		record.breaker = breaker
		record.breakerChanged = true
		record.changed = true
	end
end

local function isForgotten(record)
	local coolsUntilMs = record.breaker.state == 'open' and record.breaker.untilMs or 0
	if now < math.max(record.usedAtMs, coolsUntilMs) + FORGET_MS then
		return false
	end
	return redis.call('ZCARD', keyOf(record.key, 'leases')) == 0 and redis.call('ZCARD', keyOf(record.key, 'line')) == 0
end

local function forget(key)
	redis.call('DEL', keyOf(key), keyOf(key, 'granted'), keyOf(key, 'tokens'))
	redis.call('DEL', keyOf(key, 'settled'), keyOf(key, 'failed'), keyOf(key, 'reported'))
	deployments[key] = false
end

-- As it is now, or nil when nothing is known of it.
local function findDeployment(key)
	local record = peekDeployment(key)
	if not record then
		return nil
	end
	if isForgotten(record) then
		forget(key)
		return nil
	end
	local before = record.breaker
	setBreaker(record, breakerAfterTime(before))
	-- The hour begins with the end of a cooldown, however long that was: its probe is still to come.
	if before.state == 'open' and record.breaker.state ~= 'open' then
		record.usedAtMs = math.max(record.usedAtMs, before.untilMs)
	end
	return record
end

-- As it is now; a new one when nothing is known of it. A new one is written when something happens to it.
local function openDeployment(key)
	local record = findDeployment(key)
	if not record then
		record = {
			key = key,
			breaker = { state = 'closed', epoch = 0, consecutiveFailures = 0 },
			breakerChanged = true,
			usedAtMs = now,
			tokens = 0,
		}
		deployments[key] = record
	end
	return record
end

-- Remembers the limits that a call named, so that people can be told how much of them is left.
local function noteLimits(record, candidate)
	local rpm, tpm, concurrency = candidate.rpm, candidate.tpm, candidate.concurrency
	if record.rpm ~= rpm or record.tpm ~= tpm or record.concurrency ~= concurrency then
		record.rpm, record.tpm, record.concurrency = rpm, tpm, concurrency
		record.limitsChanged = true
		record.usedAtMs = now
		record.changed = true
	end
end

-- Writes fields of a hash; of those that may be absent, deletes the others.
local function saveFields(key, values, names, optional)
	local fields, absent = {}, {}
	for _, name in ipairs(names) do
		fields[#fields + 1] = name
		fields[#fields + 1] = values[name]
	end
	for _, name in ipairs(optional) do
		if values[name] == nil then
			absent[#absent + 1] = name
		else
			fields[#fields + 1] = name
			fields[#fields + 1] = values[name]
		end
	end
	if #fields > 0 then
		redis.call('HSET', key, unpack(fields))
	end
	if #absent > 0 then
		redis.call('HDEL', key, unpack(absent))
	end
end

local function saveDeployment(record)
	local key = keyOf(record.key)
	redis.call('HSET', key, 'usedAtMs', record.usedAtMs, 'tokens', record.tokens)
	if record.breakerChanged then
		local ofSomeStates = { 'cause', 'untilMs', 'lengthMs', 'retryAfterUntilMs', 'factor', 'probeAttemptId' }
		saveFields(key, record.breaker, { 'state', 'epoch', 'consecutiveFailures' }, ofSomeStates)
	end
	if record.limitsChanged then
		saveFields(key, record, {}, { 'rpm', 'tpm', 'concurrency' })
	end
	if record.speedChanged then
		saveFields(key, record, {}, { 'firstTokenMs', 'perTokenMs', 'measuredAtMs', 'answers' })
	end
end

-- Every script ends with this.
local function saveDeployments()
	for _, record in pairs(deployments) do
		if record and (record.changed or record.touched) then
			if record.changed then
				saveDeployment(record)
			end
			local untilMs = math.max(record.usedAtMs, record.breaker.state == 'open' and record.breaker.untilMs or 0)
			keepFor(keyOf(record.key), math.max(untilMs, now) + FORGET_MS - now)
		end
	end
end
