/**
 * The directory's scripts. Each runs atomically in one round trip on KEYS owner hash, meta hash, ttl sorted set.
 * `registration` is a field of the meta JSON that is unique per tunnel: the owner alone cannot tell two tunnels of one
 * host on one relay apart. Expiries use the clock of Redis, so relays need not agree on the time.
 */
const helpers = `
local function expiry(ttl)
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000) + ttl
end
local function write(host, owner, meta, ttl)
  redis.call('HSET', KEYS[1], host, owner)
  redis.call('HSET', KEYS[2], host, meta)
  redis.call('ZADD', KEYS[3], expiry(ttl), host)
end
local function remove(host)
  redis.call('HDEL', KEYS[2], host)
  redis.call('ZREM', KEYS[3], host)
  return redis.call('HDEL', KEYS[1], host)
end
local function registration(host)
  local meta = redis.call('HGET', KEYS[2], host)
  if not meta then return nil end
  local ok, decoded = pcall(cjson.decode, meta)
  return ok and type(decoded) == 'table' and decoded.registration or nil
end
`

/** ARGV host, owner, meta, ttl in ms. */
export const registerScript = `${helpers}
write(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
return 1`

/** Deletes an entry if the owner, and the registration unless given empty, are still the ones named. ARGV host, owner, registration. */
export const unregisterScript = `${helpers}
local host, owner, mine = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HGET', KEYS[1], host) ~= owner then return 0 end
local theirs = registration(host)
if mine ~= '' and theirs and theirs ~= mine then return 0 end
return remove(host)`

/** Broken variant: forgets meta data and expiry. ARGV host, owner. */
export const unregisterOwnerOnlyScript = `${helpers}
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`

/** Broken variant: deletes the entry of the host, no matter which relay has it by now. ARGV host. */
export const unregisterUnconditionalScript = `${helpers}
return remove(ARGV[1])`

/**
 * Refreshes the entry of a live tunnel; restores it when it is missing and nobody else owns the host.
 * ARGV host, owner, meta, ttl in ms, registration, '1' to restore.
 */
export const heartbeatScript = `${helpers}
local host, owner, meta, ttl, mine = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local current = redis.call('HGET', KEYS[1], host)
if not current then
  if ARGV[6] ~= '1' then return 'missing' end
  write(host, owner, meta, ttl)
  return 'restored'
end
local theirs = registration(host)
if current ~= owner or (theirs and theirs ~= mine) then return 'other' end
write(host, owner, meta, ttl)
return 'refreshed'`

/** Deletes every entry of an owner. ARGV owner. Returns how many. */
export const clearOwnerScript = `${helpers}
local entries = redis.call('HGETALL', KEYS[1])
local removed = 0
for i = 1, #entries, 2 do
  if entries[i + 1] == ARGV[1] then removed = removed + remove(entries[i]) end
end
return removed`

/** Broken variant: deletes every entry, no matter which relay owns it. Returns how many. */
export const clearAllScript = `${helpers}
local hosts = redis.call('HKEYS', KEYS[1])
for _, host in ipairs(hosts) do remove(host) end
return #hosts`

/** Deletes entries whose expiry, looked at here and now, has passed, or passes within so many ms. ARGV how many at most, ms. Returns how many. */
export const sweepScript = `${helpers}
local expired = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', expiry(tonumber(ARGV[2])), 'LIMIT', 0, ARGV[1])
for _, host in ipairs(expired) do remove(host) end
return #expired`
