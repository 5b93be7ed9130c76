import { createServer } from 'node:http'
import type { Env } from '../env.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseHookRelayConfig } from './config.ts'
import { hookRoute } from './hook-route.ts'
import { naiveHop } from './naive.ts'
import { keepAddress } from './names.ts'
import { storedHop } from './stored.ts'

/** Of a hop that refuses one webhook in so many. */
const FAILS_EVERY = 20

async function hookRelay(env: Env): Promise<void> {
  const config = parseHookRelayConfig(env)
  if (config.options.names === 'resolved-once') keepAddress()
  const hop = config.options.hop === 'naive' ? naiveHop(config) : await storedHop(config)
  let requests = 0
  const server = createServer(
    { noDelay: true },
    hookRoute(async (delivery) => {
      if (config.options.answers === 'one-in-twenty-fails' && ++requests % FAILS_EVERY === 0) return 503
      return hop.take(delivery)
    }),
  )
  const port = await listen(server, config.host, config.port, { serves: 'traffic' })
  // What is stored is taken up again by the next life: there is nothing to wait for.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  log('listening', { port, startMs: Math.round(performance.now()) })
}

await run(hookRelay)
