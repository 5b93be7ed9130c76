import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import type { Env } from '../env.ts'
import { hookRoute } from '../hook-relay/hook-route.ts'
import { note } from '../hook-relay/note.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseReceiverConfig } from './config.ts'

/** A CI server's webhook endpoint: every delivery starts one build, which is here a key in its store and a line in its log. */
async function receiver(env: Env): Promise<void> {
  const { host, port, redisUrl, options } = parseReceiverConfig(env)
  const store = new Redis(redisUrl, { lazyConnect: true })
  store.on('error', (error) => log('store failed', { reason: error.message }))
  await store.connect()
  const server = createServer(
    { noDelay: true },
    hookRoute(async (delivery) => {
      const first = await store.set(`builds:${delivery.id}`, delivery.sequence, 'NX')
      note(delivery, first || options.idempotency === 'none' ? 'effect' : 'duplicate')
      return 200
    }),
  )
  const actual = await listen(server, host, port)
  log('listening', { port: actual, startMs: Math.round(performance.now()) })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
}

await run(receiver)
