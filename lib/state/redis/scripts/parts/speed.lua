-- How fast a deployment has answered of late: the same arithmetic as lib/policy/measured-speed.ts, which explains it. Of a
-- record: firstTokenMs, perTokenMs (nil: no answer had several tokens) and measuredAtMs; all nil when nothing was measured.

local SPEED_FRESH_MS = 900000
local WEIGHT_OF_SLOWER = 0.3
local WEIGHT_OF_FASTER = 0.5
local FULL_WEIGHT_TOKENS = 32
local NOTABLE_MS = 1000

local function hasFreshSpeed(record)
	return record.firstTokenMs ~= nil and now - record.measuredAtMs < SPEED_FRESH_MS
end

local function setSpeed(record, firstTokenMs, perTokenMs)
	record.firstTokenMs, record.perTokenMs = firstTokenMs, perTokenMs
	record.measuredAtMs = firstTokenMs and now
	record.speedChanged = true
	record.changed = true
end

local function inMicroseconds(ms)
	return math.floor(ms * 1000 + 0.5) / 1000
end

local function mean(before, measured, ageMs, share)
	if not before then
		return inMicroseconds(measured)
	end
	local weight = measured < before and WEIGHT_OF_FASTER or WEIGHT_OF_SLOWER
	local ofNew = (1 - (1 - weight) * (1 - ageMs / SPEED_FRESH_MS)) * share
	return inMicroseconds(before + (measured - before) * ofNew)
end

local function measureAnswer(record, settlement, ageMs)
	local latencyMs = settlement.latencyMs
	local toFirstTokenMs = settlement.timeToFirstTokenMs or latencyMs
	local furtherTokens = (settlement.outputTokens or 0) - 1
	local perTokenMs = record.perTokenMs
	if furtherTokens > 0 then
		local share = math.min(1, furtherTokens / FULL_WEIGHT_TOKENS)
		perTokenMs = mean(perTokenMs, (latencyMs - toFirstTokenMs) / furtherTokens, ageMs, share)
	end
	setSpeed(record, mean(record.firstTokenMs, toFirstTokenMs, ageMs, 1), perTokenMs)
end

local function measureSilence(record, silentMs, ageMs)
	if silentMs > (record.firstTokenMs or NOTABLE_MS) then
		setSpeed(record, mean(record.firstTokenMs, silentMs, ageMs, 1), record.perTokenMs)
	end
end

local function measureSpeed(record, settlement)
	if record.firstTokenMs and not hasFreshSpeed(record) then
		setSpeed(record, nil, nil)
	end
	local ageMs = record.measuredAtMs and math.max(0, now - record.measuredAtMs) or 0
	local kind = settlement.outcome.kind
	if kind == 'success' then
		measureAnswer(record, settlement, ageMs)
	elseif kind == 'failure' or kind == 'cool' or (kind == 'cancelled' and not settlement.timeToFirstTokenMs) then
		measureSilence(record, settlement.latencyMs, ageMs)
	end
end
