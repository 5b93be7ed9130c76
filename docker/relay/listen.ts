import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard, type Serves } from '../browser-guard.ts'
import { ConfigError } from '../env.ts'

/** Long enough for a thousand hosts that redial at once. */
const defaultBacklog = 4_096

export interface ListenOptions {
  /** Connections that may wait to be accepted; the kernel caps it at net.core.somaxconn. */
  readonly backlog?: number
  /** Which requests of web pages are refused. Default `control`: all. */
  readonly serves?: Serves
}

/**
 * Resolves with the port once the server accepts.
 * @throws ConfigError when the address is taken or is not this machine's.
 */
export function listen(
  server: Server,
  host: string,
  port: number,
  { backlog = defaultBacklog, serves = 'control' }: ListenOptions = {},
): Promise<number> {
  guard(server, serves)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new ConfigError(
          `cannot listen on ${host}:${port}: ${error.code ?? error.message}; choose another HOST or PORT`,
        ),
      )
    })
    server.listen({ host, port, backlog }, () => resolve((server.address() as AddressInfo).port))
  })
}
