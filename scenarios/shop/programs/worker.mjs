// Carries orders out, several at a time, ships each once and has its client told. What a former life had in hand is carried out again.
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdapter } from '@socket.io/redis-adapter'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { Server } from 'socket.io'

const { DATABASE_URL, REDIS_URL, TAKE = 'until-done', SHIP = 'once' } = process.env
const WORK_MS = 400

const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null })
redis.on('error', () => {})
const database = new pg.Pool({ connectionString: DATABASE_URL })
database.on('error', () => {})

// Without clients of its own: what it emits reaches those of the APIs through Redis.
const sockets = new Server({
  adapter: createAdapter(
    redis.duplicate().on('error', () => {}),
    redis.duplicate().on('error', () => {}),
  ),
})

async function carryOut(order) {
  console.log(`begun ${order}`)
  if (SHIP === 'before-work') await database.query('INSERT INTO shipments VALUES ($1)', [order])
  await sleep(WORK_MS)
  if (SHIP === 'once') await ship(order)
  console.log(`done ${order}`)
  console.log(`told ${order}`)
  sockets.to(/^client-\d+/.exec(order)[0]).emit('done', order)
}

/** Both or neither: an order that was shipped before a kill is not shipped again. */
const ship = (order) =>
  database.query(
    `WITH due AS (UPDATE orders SET shipped = true WHERE id = $1 AND shipped IS NULL RETURNING id)
     INSERT INTO shipments SELECT id FROM due`,
    [order],
  )

const worker = new Worker(
  'orders',
  async ({ data: { order } }) => {
    const work = carryOut(order)
    // Broken variant: taken off the queue before it is done.
    if (TAKE === 'at-once') work.catch(() => {})
    else await work
  },
  // An order whose worker was killed is free after 1 s, and found within another.
  { connection: redis, concurrency: 20, lockDuration: 1_000, stalledInterval: 1_000, maxStalledCount: 10 },
)
worker.on('error', () => {})
// A step that failed for want of the database is tried again until it is there.
worker.on('failed', (job) => job?.retry().catch(() => {}))
await worker.waitUntilReady()
console.log('working')
