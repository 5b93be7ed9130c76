import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Env } from '../env.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseEdgeConfig } from './config.ts'
import { httpForwarder } from './http-forward.ts'
import { Router } from './router.ts'
import { upgradeForwarder } from './upgrade-forward.ts'

/** How long an idle client connection is kept. */
const keepAliveMs = 60_000

async function edge(env: Env): Promise<void> {
  const config = parseEdgeConfig(env)
  const newRouter = () => new Router(config.routes, config.replayHeader)
  // Turns of their own: clients' requests between two dials must not decide over which relays hosts are spread.
  const requests = httpForwarder(newRouter())
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true }, requests)
  const onUpgrade = upgradeForwarder(newRouter())
  // A server of node:net hands out sockets; the type of the event allows any duplex stream.
  server.on('upgrade', (request, socket, head) => onUpgrade(request, socket as Socket, head))
  drainOnSignals(server, config.drainTailMs)
  const port = await listen(server, config.host, config.port, { serves: 'traffic' })
  log('listening', { port, relays: config.routes.length, startMs: Math.round(performance.now()) })
}

/** Stops accepting, lets requests under way finish within the limit, exits 0. A second signal changes nothing. */
function drainOnSignals(server: Server, limitMs: number): void {
  const exit = (): void => {
    log('drained')
    process.exit(0)
  }
  let draining = false
  const drain = (signal: string): void => {
    if (draining) return
    draining = true
    log('draining', { signal })
    if (server.listening) server.close(exit)
    setTimeout(exit, limitMs)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, drain)
}

await run(edge)
