// Carries orders out, several at a time, and says so. What a former life had in hand is carried out again.
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const { REDIS_URL, TAKE = 'in-hand', DONE = 'after-work' } = process.env
const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null })
redis.on('error', () => {})
const waiting = redis.duplicate()
waiting.on('error', () => {})

const SLOTS = 20
const WORK_MS = 200

while (await redis.lmove('orders:in-hand', 'orders:queue', 'LEFT', 'RIGHT'));
console.log('working')

let open = 0
for (;;) {
  if (open >= SLOTS) await sleep(5)
  else {
    const order =
      TAKE === 'in-hand'
        ? await waiting.blmove('orders:queue', 'orders:in-hand', 'RIGHT', 'LEFT', 0)
        : (await waiting.brpop('orders:queue', 0))[1]
    open++
    carryOut(order).finally(() => open--)
  }
}

async function carryOut(order) {
  console.log(`begun ${order}`)
  if (DONE === 'before-work') await redis.lpush('orders:done', order)
  await sleep(WORK_MS)
  const end = redis.multi().lrem('orders:in-hand', 1, order)
  await (DONE === 'before-work' ? end : end.lpush('orders:done', order)).exec()
  console.log(`done ${order}`)
}
