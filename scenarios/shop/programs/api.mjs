// The shop's API: takes orders into a queue in Redis, each once, and keeps a WebSocket open to every client.
import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { WebSocketServer } from 'ws'

const { HOST, PORT, REDIS_URL, ACK = 'stored', REPETITIONS = 'known', START_MS = '0' } = process.env
const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: 1 })
redis.on('error', () => {})
// Known and queued in one step: a kill between the two would lose an order that a repetition takes for known.
redis.defineCommand('takeOrder', {
  numberOfKeys: 2,
  lua: "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('LPUSH', KEYS[2], ARGV[1]) end",
})
const store = (order) =>
  REPETITIONS === 'known'
    ? redis.takeOrder('orders:known', 'orders:queue', order)
    : redis.lpush('orders:queue', order)

/** Broken variant: acknowledged first, and stored a second later. */
const storeLater = (order) => void setTimeout(() => store(order).catch(() => {}), 1_000)

const server = createServer(async (request, response) => {
  const order = /^\/orders\/([\w-]+)$/.exec(request.url)?.[1]
  try {
    if (request.method !== 'POST' || !order) await redis.ping()
    else if (ACK === 'early') storeLater(order)
    else await store(order)
    response.writeHead(order ? 201 : 200).end('ok')
  } catch {
    response.writeHead(503).end()
  }
})
new WebSocketServer({ server })
setTimeout(() => server.listen(Number(PORT), HOST), Number(START_MS))
