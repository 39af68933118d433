-- Does what the other scripts need rights and room for. Fails where they would fail.
--
-- KEYS[1]  the prefix in braces
-- Returns  'OK'

redis.call('TIME')
redis.call('SET', KEYS[1] .. ':check', '1', 'PX', 1000)
redis.call('PUBLISH', KEYS[1] .. ':wake:nobody', '')
return 'OK'
