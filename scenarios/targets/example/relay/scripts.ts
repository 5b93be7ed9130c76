/**
 * The directory's scripts, each atomic. KEYS: hash host → `machine/region`, hash host → `<tunnel id> <expiry in unix ms>`. A tunnel's id
 * is its own forever, so it alone tells whose entry it is. Expiries are on the clock of Redis.
 */
const helpers = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function put(host, owner, tunnel, ttl)
  redis.call('HSET', KEYS[2], host, tunnel .. ' ' .. string.format('%.0f', now() + ttl))
  redis.call('HSET', KEYS[1], host, owner)
end
local function remove(host)
  redis.call('HDEL', KEYS[2], host)
  return redis.call('HDEL', KEYS[1], host)
end
local function tunnelOf(lease)
  return lease and string.match(lease, '^(%S+) ')
end
`

/** ARGV host, owner, tunnel, ttl in ms. */
export const register = `${helpers}
put(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
return 1`

/** Removes the entries that these tunnels still hold. ARGV host, tunnel, host, tunnel … Returns how many. */
export const remove = `${helpers}
local removed = 0
for i = 1, #ARGV, 2 do
  if tunnelOf(redis.call('HGET', KEYS[2], ARGV[i])) == ARGV[i + 1] then removed = removed + remove(ARGV[i]) end
end
return removed`

/**
 * Prolongs the entries that these tunnels hold and writes those that are missing; an entry of another tunnel is left alone.
 * ARGV owner, ttl in ms, host, tunnel, host, tunnel … Returns the hosts whose entry was missing.
 */
export const refresh = `${helpers}
local restored = {}
for i = 3, #ARGV, 2 do
  local host, tunnel = ARGV[i], ARGV[i + 1]
  local known = redis.call('HEXISTS', KEYS[1], host) == 1
  if not known or tunnelOf(redis.call('HGET', KEYS[2], host)) == tunnel then put(host, ARGV[1], tunnel, ARGV[2]) end
  if not known then table.insert(restored, host) end
end
return restored`

/** Removes the entries of an owner, those of the tunnels named left out. ARGV owner, tunnel … Returns how many. */
export const clearOwner = `${helpers}
local kept = {}
for i = 2, #ARGV do kept[ARGV[i]] = true end
local removed, entries = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  local mine = entries[i + 1] == ARGV[1]
  if mine and not kept[tunnelOf(redis.call('HGET', KEYS[2], entries[i]))] then removed = removed + remove(entries[i]) end
end
return removed`

/** Removes entries that have expired or never had an expiry. Returns how many. */
export const sweep = `${helpers}
local removed, time = 0, now()
for _, host in ipairs(redis.call('HKEYS', KEYS[1])) do
  local lease = redis.call('HGET', KEYS[2], host)
  local expiry = lease and tonumber(string.match(lease, ' (%d+)$'))
  if not expiry or expiry <= time then removed = removed + remove(host) end
end
return removed`
