// The shop's API: stores orders and queues them, each once, and tells clients by Socket.IO what becomes of them.
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-adapter'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { Server } from 'socket.io'

const { HOST, PORT, DATABASE_URL, REDIS_URL } = process.env
/** Broken variants: see the scenarios. */
const {
  ACK = 'stored',
  REPETITIONS = 'known',
  POOL = 'renewed',
  HEALTH = 'one-ask',
  START_MS = '0',
} = process.env

const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null })
redis.on('error', () => {})
const queue = new Queue('orders', { connection: redis })
queue.on('error', () => {})

const database =
  POOL === 'renewed' ? new pg.Pool({ connectionString: DATABASE_URL }) : new pg.Client(DATABASE_URL)
// A connection that breaks while nobody uses it.
database.on('error', () => {})
if (POOL !== 'renewed') await database.connect()

/** A repetition finds its order stored and its job queued: neither is done again. */
async function store(order) {
  await database.query('INSERT INTO orders VALUES ($1) ON CONFLICT DO NOTHING', [order])
  await queue.add('order', { order }, REPETITIONS === 'known' ? { jobId: order } : {})
}

const storeLater = (order) => void setTimeout(() => store(order).catch(() => {}), 1_000)

async function health() {
  await database.query('SELECT 1')
  for (let asked = 0; asked < (HEALTH === 'one-ask' ? 1 : 10); asked++) await redis.ping()
}

const server = createServer(async (request, response) => {
  const order = /^\/orders\/([\w-]+)$/.exec(request.url)?.[1]
  try {
    if (!order) await health()
    else if (ACK === 'early') storeLater(order)
    else await store(order)
    response.writeHead(order ? 201 : 200).end('ok')
  } catch {
    response.writeHead(503).end()
  }
})

const heard = redis.duplicate()
heard.on('error', () => {})
const sockets = new Server(server, {
  adapter: createAdapter(
    redis.duplicate().on('error', () => {}),
    heard,
  ),
})
sockets.on('connection', (socket) => socket.join(socket.handshake.auth.client ?? 'nobody'))

setTimeout(() => server.listen(Number(PORT), HOST), Number(START_MS))
