import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Env } from '../env.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { watchStalls } from '../stalls.ts'
import { parseHostConfig } from './config.ts'
import { EventStream } from './event-stream.ts'
import { Hosts } from './hosts.ts'

/** Room for ten thousand assignments in one message. */
const maxPayload = 16 * 1024 * 1024

async function mockHost(env: Env): Promise<void> {
  const config = parseHostConfig(env)
  const events = new EventStream()
  const hosts = new Hosts(config, events)
  watchStalls((stall) => events.stalled(stall))
  const server = createServer((_request, response) => response.writeHead(426).end())
  const control = new WebSocketServer({ server, perMessageDeflate: false, maxPayload })
  control.on('connection', (client) => {
    events.attach(client)
    client.on('error', (error) => log('control connection failed', { reason: reasonOf(error) }))
    client.on('message', (data) => hosts.obey(String(data)))
  })
  exitOnSignals(hosts)
  const port = await listen(server, config.host, config.port)
  log('listening', { port, startMs: Math.round(performance.now()) })
}

function exitOnSignals(hosts: Hosts): void {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      hosts.stopAll()
      log('stopped', { signal })
      process.exit(0)
    })
  }
}

await run(mockHost)
