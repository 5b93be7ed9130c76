// A worker that writes while it holds the lease, and renews it with each write.
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const { REDIS_URL, NAME, WRITES = 'fenced', LEASE_MS = '1000' } = process.env
const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null })
redis.on('error', () => {})
// Each tenure has a token of its own, the lease's value.
redis.defineCommand('take', {
  numberOfKeys: 2,
  lua: `if redis.call('EXISTS', KEYS[1]) == 1 then return false end
    local token = redis.call('INCR', KEYS[2])
    redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
    return token`,
})
// Lease and write in one step: whatever held the worker up in between, the store takes nothing of a tenure that is over.
redis.defineCommand('writeFenced', {
  numberOfKeys: 2,
  lua: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    return redis.call('RPUSH', KEYS[2], ARGV[1])`,
})

redis.defineCommand('giveBack', {
  numberOfKeys: 1,
  lua: "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end",
})

const EVERY_MS = 50
const WRITES_OF_A_TENURE = 10

console.log('working')
for (;;) {
  const token = await redis.take('lease', 'tokens', LEASE_MS)
  if (token) await work(token)
  // Whoever waits comes first.
  await sleep(token ? 4 * EVERY_MS : EVERY_MS)
}

/** Writes until its turn is over, or the store says that the lease is another's. */
async function work(token) {
  console.log(`${NAME} took job as ${token}`)
  for (let left = WRITES_OF_A_TENURE; left > 0; left--) {
    await sleep(EVERY_MS)
    if (!(await write(token))) return console.log(`${NAME} lost ${token}`)
    console.log(`${NAME} wrote as ${token}`)
  }
  await sleep(EVERY_MS)
  await redis.giveBack('lease', token)
}

async function write(token) {
  if (WRITES === 'fenced') return (await redis.writeFenced('lease', 'writes', token, LEASE_MS)) > 0
  // Broken variant: who took the lease once believes to hold it.
  await redis.multi().pexpire('lease', LEASE_MS).rpush('writes', token).exec()
  return true
}
