import { createServer } from 'node:http'
import type { Env } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseUpstashFrontConfig } from './config.ts'
import { RedisLine } from './redis.ts'
import { upstashRoutes } from './routes.ts'

/** How long an idle client connection is kept. */
const keepAliveMs = 60_000

/** A front to Redis for programs that reach it over HTTP. Starts and stays up whether or not Redis does. */
async function upstashFront(env: Env): Promise<void> {
  const { host, port, redisUrl, token } = parseUpstashFrontConfig(env)
  const routes = upstashRoutes(new RedisLine(redisUrl), token)
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true }, routes)
  exitOnSignals()
  const actual = await listen(server, host, port)
  log('listening', { port: actual, startMs: Math.round(performance.now()) })
}

await run(upstashFront)
