// Clients that read and write registers in Redis, and say when each call begins and ends. A call without an answer never ends.
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const { REDIS_URL, READS = 'store', WRITES = 'once' } = process.env
const REGISTERS = ['x', 'y']
const CACHE_MS = 300
const REPEAT_MS = 400
// Nothing is sent again but by the clients themselves.
const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => 100 }

const PEOPLE = 4

let calls = 0
for (let number = 1; number <= PEOPLE; number++) {
  goOn(`writer-${number}`, 100, write)
  goOn(`reader-${number}`, 10, read)
}

/** One call after the other, each on any register. */
async function goOn(name, pauseMs, call) {
  const redis = new Redis(REDIS_URL, options)
  redis.on('error', () => {})
  const cache = new Map()
  for (;;) {
    await sleep(pauseMs * (1 + Math.random()))
    const register = REGISTERS[Math.floor(Math.random() * REGISTERS.length)]
    if (redis.status === 'ready') await call({ name, redis, cache, register, number: ++calls })
  }
}

async function write({ name, redis, register, number }) {
  const [key, value] = [`write-${number}`, `v${number}`]
  const put = () => redis.set(register, value).then(() => console.log(`ended ${key}`))
  console.log(`${name} begins ${key}: ${register} = ${value}`)
  // Whether it took effect is not known. Broken variant: it is written again, and once more, over whatever was written meanwhile.
  const again = (rounds) =>
    setTimeout(() => put().catch(() => {}), rounds * REPEAT_MS * (1 + Math.random() / 2))
  await put().catch(() => WRITES === 'again' && [1, 2].forEach(again))
}

async function read({ name, redis, cache, register, number }) {
  const key = `read-${number}`
  console.log(`${name} begins ${key} of ${register}`)
  const known = cache.get(register)
  // Broken variant: it believes for a while what it read before.
  if (READS === 'cached' && known?.until > Date.now()) return console.log(`ended ${key}: ${known.value}`)
  const value = await redis.get(register).catch(() => undefined)
  if (value === undefined) return
  cache.set(register, { value: value ?? '', until: Date.now() + CACHE_MS })
  console.log(`ended ${key}: ${value ?? ''}`)
}
