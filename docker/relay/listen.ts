import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from './env.ts'

/** Long enough for a thousand hosts that redial at once; the kernel caps it at net.core.somaxconn. */
const backlog = 4_096

/**
 * Resolves with the port once the server accepts.
 * @throws ConfigError when the address is taken or is not this machine's.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
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
