-- How fast a deployment has answered of late: the same arithmetic as lib/policy/measured-speed.ts, which explains it. Of a
-- record: firstTokenMs, perTokenMs (nil: no answer had several tokens), measuredAtMs and answers; all nil when nothing was
-- measured.

local function hasFreshSpeed(record)
	return record.firstTokenMs ~= nil and now - record.measuredAtMs < SPEED_FRESH_MS
end

local function setSpeed(record, speed)
	record.firstTokenMs, record.perTokenMs = speed.firstTokenMs, speed.perTokenMs
	record.measuredAtMs, record.answers = speed.measuredAtMs, speed.answers
	record.speedChanged = true
	record.changed = true
end

local function forgetSpeed(record)
	setSpeed(record, {})
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

local function meanOfAnswers(before, measured, ageMs, share)
	local most = before and MOST_MEANS * math.max(before, LEAST_MEAN_MS) or math.huge
	return mean(before, math.min(measured, most), ageMs, share)
end

local function measureAnswer(record, known, ageMs, settlement)
	local latencyMs, perTokenMs, answers = settlement.latencyMs, known.perTokenMs, record.answers or 0
	local toFirstTokenMs = settlement.timeToFirstTokenMs or latencyMs
	local furtherTokens = (settlement.outputTokens or 0) - 1
	if furtherTokens > 0 then
		local share = math.min(1, furtherTokens / FULL_WEIGHT_TOKENS)
		perTokenMs = meanOfAnswers(perTokenMs, (latencyMs - toFirstTokenMs) / furtherTokens, ageMs, share)
	end
	local startsAnew = known.firstTokenMs and answers < WARM_UP_ANSWERS and toFirstTokenMs < known.firstTokenMs
	setSpeed(record, {
		firstTokenMs = meanOfAnswers(not startsAnew and known.firstTokenMs or nil, toFirstTokenMs, ageMs, 1),
		perTokenMs = perTokenMs,
		measuredAtMs = now,
		answers = math.min(answers + 1, WARM_UP_ANSWERS),
	})
end

local function measureSilence(record, known, ageMs, silentMs)
	if silentMs > (known.firstTokenMs or NOTABLE_MS) then
		setSpeed(record, {
			firstTokenMs = mean(known.firstTokenMs, silentMs, ageMs, 1),
			perTokenMs = known.perTokenMs,
			measuredAtMs = now,
			answers = record.answers == WARM_UP_ANSWERS and WARM_UP_ANSWERS or 0,
		})
	end
end

local function measureSpeed(record, settlement)
	local known = hasFreshSpeed(record) and record or {}
	local ageMs = known.measuredAtMs and math.max(0, now - known.measuredAtMs) or 0
	local kind = settlement.outcome.kind
	if kind == 'success' then
		measureAnswer(record, known, ageMs, settlement)
	elseif kind == 'failure' or kind == 'cool' or (kind == 'cancelled' and not settlement.timeToFirstTokenMs) then
		measureSilence(record, known, ageMs, settlement.latencyMs)
	end
end
