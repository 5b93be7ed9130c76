import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { ConfigError, type Env } from '../env.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseTlsEdgeConfig } from './config.ts'
import { createTerminator, createWatchedTerminator } from './terminator.ts'

/** The certificate of which handshakes are not logged: there may be thousands. */
const good = 'good'

/** Ends TLS before a service that does not speak it. A file says which certificate new connections are given; those that are open stay. */
async function tlsEdge(env: Env): Promise<void> {
  const { host, port, upstream, certificates, presentedFile } = parseTlsEdgeConfig(env)
  const terminators = new Map(
    Object.entries(certificates).map(([certificate, pair]) => {
      const terminator =
        certificate === good
          ? createTerminator(pair, upstream)
          : createWatchedTerminator(pair, upstream, (outcome, alert) =>
              log('handshake', { certificate, outcome, alert }),
            )
      return [certificate, terminator] as const
    }),
  )
  const server = createServer({ noDelay: true }, (socket) => {
    // For each connection anew, as it takes microseconds: whoever wrote the file knows that it holds from then on.
    const presented = readFileSync(presentedFile, 'utf8').trim()
    const terminator = terminators.get(presented)
    if (!terminator) throw new Error(`${presentedFile}: there is no certificate ${presented}`)
    socket.on('error', () => {})
    terminator(socket)
  })
  server.listen({ host, port, backlog: 4_096 })
  await once(server, 'listening').catch(({ code }: NodeJS.ErrnoException) => {
    throw new ConfigError(`cannot listen on ${host}:${port}: ${code}; choose another HOST or PORT`)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  log('listening', { port })
}

await run(tlsEdge)
