import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import type { Env } from '../env.ts'
import { hookRoute } from '../hook-relay/hook-route.ts'
import { note } from '../hook-relay/note.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { Builds } from './builds.ts'
import { parseReceiverConfig } from './config.ts'

/** Of a receiver that fails one request in so many. */
const FAILS_EVERY = 20

/** A CI server's webhook endpoint: every delivery starts one build, which is a record in its store, and a line in its log. */
async function receiver(env: Env): Promise<void> {
  const config = parseReceiverConfig(env)
  const { host, port, redisUrl, options } = config
  const store = new Redis(redisUrl, { lazyConnect: true })
  store.on('error', (error) => log('store failed', { reason: error.message }))
  await store.connect()
  const builds = new Builds(store, config)
  let requests = 0
  const server = createServer(
    { noDelay: true },
    hookRoute(async (delivery) => {
      if (options.answers === 'one-in-twenty-fails' && ++requests % FAILS_EVERY === 0) return 500
      note(delivery, (await builds.start(delivery)) ? 'effect' : 'duplicate')
      return 200
    }),
  )
  const actual = await listen(server, host, port, { serves: 'traffic' })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  log('listening', { port: actual, startMs: Math.round(performance.now()) })
}

await run(receiver)
