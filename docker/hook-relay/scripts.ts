/** Keys of the queue in Redis. */
export const keys = {
  /** Set of lanes that have something waiting. */
  lanes: 'hooks:lanes',
  /** Number of deliveries waiting. */
  depth: 'hooks:depth',
  /** Hash: attempts that failed, by delivery. */
  failures: 'hooks:failures',
  /** Stream of what was given up. */
  dead: 'hooks:dead',
  /** Stream of one lane, oldest first. */
  lane: (name: string) => `hooks:lane:${name}`,
  /** Present when a delivery of this id was stored. */
  seen: (id: string) => `hooks:seen:${id}`,
}

/**
 * Stores a delivery unless its id is known. 1: stored · 0: known already · -1: the queue is full.
 * KEYS seen, lane, lanes, depth · ARGV lane's name, delivery, seconds to remember the id, most deliveries
 */
export const acceptScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if tonumber(redis.call('GET', KEYS[4]) or 0) >= tonumber(ARGV[4]) then return -1 end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[3])
redis.call('XADD', KEYS[2], '*', 'delivery', ARGV[2])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('INCR', KEYS[4])
return 1`

/**
 * Takes a delivery that has ended out of its lane; one that is given up goes to the dead letters in the same step.
 * KEYS lane, lanes, depth, failures, dead · ARGV lane's name, entry, id, dead letter or ''
 */
export const settleScript = `
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
redis.call('DECR', KEYS[3])
redis.call('HDEL', KEYS[4], ARGV[3])
if ARGV[4] ~= '' then redis.call('XADD', KEYS[5], '*', 'letter', ARGV[4]) end
if redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', KEYS[2], ARGV[1])
end
return 1`
