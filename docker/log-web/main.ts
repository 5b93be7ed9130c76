import { mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { Env } from '../env.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseLogWebConfig } from './config.ts'
import { routes } from './routes.ts'

async function logWeb(env: Env): Promise<void> {
  const config = parseLogWebConfig(env)
  await mkdir(config.spoolDir, { recursive: true })
  const server = createServer({ keepAlive: false }, routes(config.spoolDir, config))
  allowHalfOpen(server)
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => {
      log('stopped', { signal })
      process.exit(0)
    })
  const port = await listen(server, config.host, config.port, { backlog: config.backlog, serves: 'traffic' })
  log('listening', { port, startMs: Math.round(performance.now()) })
}

/**
 * A client may end its side and still read (`printf 'GET …' | nc`): its FIN is no goodbye. So only a write tells whether
 * anybody is there, which is what the heartbeat is for. A property of Node's HTTP server that its types leave out.
 */
function allowHalfOpen(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true })
}

await run(logWeb)
